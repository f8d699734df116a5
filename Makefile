# The toolbox's set-up: `make run` prepares everything and opens the window. `make` lists the targets.
PYTHON ?= python3
ARGS ?=
# CPU=1 takes PyTorch's CPU build (on Linux the default one brings some gigabytes of CUDA with it).
CPU ?=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
INSTALL := $(PIP) install --prefer-binary $(if $(CPU),--extra-index-url https://download.pytorch.org/whl/cpu)
SUPPORTED := import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))

export PYTHON

.PHONY: help run demo test system system-runtime lint clean python
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo 'PYTHON=python3.12 picks the interpreter (3.10 to 3.13); CPU=1 takes the CPU build of PyTorch.'
	@echo 'ARGS="..." is handed on by run, demo and test.'

run: $(VENV)/.ready ## set up what is missing and open the toolbox
	@$(PY) main.py $(ARGS)

demo: $(VENV)/.ready ## set up what is missing and run the demonstration
	@$(PY) main.py demo $(ARGS)

test: system lint ## set up what is missing, then run lint and the tests
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

system: python ## install the missing system libraries, or name them
	@sh tools/system.sh tests

lint: $(VENV)/.ready-dev ## run ruff, import-linter and mypy
	@$(PY) -m ruff check .
	@$(VENV)/bin/lint-imports
	@$(PY) -m mypy

clean: ## remove .venv and the caches (data, checkpoints and outputs stay)
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system-runtime: python
	@sh tools/system.sh runtime

# Refuses an interpreter that PyTorch, Qt and the others have no wheels for.
python:
	@if $(PY) -c '$(SUPPORTED)' 2>/dev/null || $(PYTHON) -c '$(SUPPORTED)' 2>/dev/null; then exit 0; fi; \
	for p in python3.13 python3.12 python3.11 python3.10; do \
		if $$p -c '$(SUPPORTED)' 2>/dev/null; then found="$${found:+$$found or }PYTHON=$$p"; fi; done; \
	echo "The toolbox needs Python 3.10, 3.11, 3.12 or 3.13, and '$(PYTHON)' is" \
		"$$($(PYTHON) --version 2>/dev/null || echo 'not there')." >&2; \
	if [ -n "$$found" ]; then echo "This machine has another that fits; add to the command: $$found" >&2; \
	else echo "Install one of them and name it, for example: make run PYTHON=python3.12" >&2; fi; \
	exit 1

# The stamps make a second call start at once; a changed requirements file brings .venv up to date.
$(VENV)/.ready: requirements.txt | system-runtime
	@$(PY) -c '$(SUPPORTED)' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu install the package python3-venv." >&2; exit 1; }
	$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(INSTALL) -r requirements-dev.txt
	@touch $@
