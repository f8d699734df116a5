"""Training in several processes, and resuming after being killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from small_training import run
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training import distributed
from training.checkpoint import load_state

SCRIPT = Path(__file__).with_name("small_training.py")
ROOT = SCRIPT.parents[2]
TASKS = ("duel", "softmax", "contrast", "tuned")
STEPS = 20


def _environment():
    return os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def _losses(folder):
    log = EventAccumulator(str(folder / "logs")).Reload()
    return {name: [row.value for row in log.Scalars(name)] for name in log.Tags()["scalars"]}


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Train each task in two Gloo processes; return the folder of the results."""
    for _ in range(3):  # another program may take the port between its choice and its use
        out = tmp_path_factory.mktemp("two")
        done = subprocess.run(
            [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", SCRIPT,
             ",".join(TASKS), out, str(STEPS)], env=_environment(), cwd=out, capture_output=True, text=True)
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("name", TASKS)
def test_two_processes_are_one_with_the_double_batch(two, tmp_path, name):
    run(name, tmp_path, STEPS, processes=2)
    together, alone = _losses(two / name), _losses(tmp_path)
    assert together.keys() == alone.keys() and len(together["loss"]) == STEPS
    for key, values in alone.items():
        assert together[key] == pytest.approx(values, abs=1e-3), key
    assert abs(together["loss"][0] - together["loss"][-1]) > 0.05  # it moved
    states = [load_state(folder / "state.pt") for folder in (two / name, tmp_path)]
    for key, value in states[1]["network"].items():
        torch.testing.assert_close(states[0]["network"][key], value, atol=1e-3, rtol=0)


def test_only_the_first_process_writes(two):
    for name in TASKS:
        assert sorted(path.name for path in (two / name).iterdir()) == ["logs", "model.safetensors", "state.pt"]
        assert len(list((two / name / "logs").iterdir())) == 1


def test_alone_nothing_is_exchanged():
    with distributed.processes():
        assert (distributed.rank(), distributed.count()) == (0, 1)
        tensor = torch.randn(2, 3)
        assert distributed.gather(tensor) is tensor
        assert distributed.mean([1.0, 2.0]) == [1.0, 2.0] and distributed.from_first(lambda: "x") == "x"
    assert distributed.own_device(torch.device("cuda")).index is None


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(("name", "steps"), [("duel", 300), ("softmax", 60)])
def test_a_killed_training_goes_on_as_if_it_had_not_been(tmp_path, name, steps):
    torch.set_num_threads(1)
    whole = run(name, tmp_path / "whole", steps)
    with subprocess.Popen([sys.executable, SCRIPT, name, tmp_path, str(steps)], env=_environment(),
                          stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if json.loads(line)[0] >= 8:
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL
    done = load_state(tmp_path / name / "state.pt")["step"]
    assert done % 5 == 0 and 5 <= done < steps
    assert run(name, tmp_path / name, steps) == whole[done:]
