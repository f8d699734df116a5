"""The one training loop: progress, checkpoints, exact resumption, averaged weights, NaN checks, TensorBoard.

Under torchrun, each process computes its own steps, gradients are averaged, and the first process writes.
"""

import copy
import json
import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from training import distributed
from training.checkpoint import load_state, save_model, save_state

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter


@dataclass(frozen=True)
class Plan:
    """Duration, intervals and output of a training run.

    Attributes
    ----------
    out : Path
        Folder for model.safetensors, state.pt and TensorBoard's logs.
    steps : int
        Total steps, including those before a resumption.
    save_every, log_every, show_every : int
        Steps between checkpoints, between logged losses, and between logged pictures and sound.
    save_minutes, show_minutes : float
        Longest time between checkpoints and between logged pictures and sound: some steps take seconds.
    ema_decay : float
        Decay of the averaged weights, which are saved as the model.
    device : str
    seed : int
    bfloat16 : bool
        Use mixed precision where the task supports it.
    progress : bool
    max_minutes : float
        Stop after this time, with a checkpoint.
    card : dict
        Further entries of the model file's card: data, licence, code version.
    """

    out: Path
    steps: int
    save_every: int = 500
    log_every: int = 20
    show_every: int = 1000
    save_minutes: float = 5.0
    show_minutes: float = 10.0
    ema_decay: float = 0.999
    device: str = "cpu"
    seed: int = 0
    bfloat16: bool = True
    progress: bool = True
    max_minutes: float = math.inf
    card: dict = field(default_factory=dict)


class Task:
    """Base of the training tasks; each network has a subclass.

    Attributes
    ----------
    kind : str
        Kind written to the model file.
    variant : str
        Further setting, beside kind and config, that must match for a training to be resumed.
    network : torch.nn.Module
        The network that is averaged and saved.
    parts : dict of torch.nn.Module or torch.optim.Optimizer
        Everything else with a state: discriminators and optimizers.
    dtype : torch.dtype
        Type of the weights in the model file.
    _config : training.config.NetworkConfig
    """

    kind = variant = ""
    dtype = torch.float16
    network: Any
    parts: dict[str, Any]
    _config: Any

    def step(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        """Perform one step and return named losses; `rng` depends on step, seed and process alone."""
        raise TypeError(f"{type(self).__name__} has no step")

    def show(self, writer: "SummaryWriter", step: int, network: nn.Module) -> None:
        """Log pictures and sound of the averaged network."""

    def config(self) -> dict[str, Any]:
        """Return the network's configuration as a dict."""
        return self._config.to_dict()

    def card(self) -> dict[str, Any]:
        """Return a description of the training data."""
        return {}


def train(task: Task, plan: Plan) -> dict[str, float]:
    """Run a task to the end of its plan, resuming from its last checkpoint if there is one.

    Returns
    -------
    dict
        Mean losses over the last logged steps and all processes.

    Raises
    ------
    FloatingPointError
        If a loss is not finite; the last checkpoint predates it.
    """
    out = Path(plan.out)
    average = copy.deepcopy(task.network).eval().requires_grad_(False)
    first = _restore(_state(plan), task, average)
    leading = distributed.rank() == 0
    bar = tqdm(range(first, plan.steps), initial=first, total=plan.steps, unit="step", mininterval=5,
               disable=not (plan.progress and leading))
    if not leading:
        return _steps(task, plan, average, bar, None)
    out.mkdir(parents=True, exist_ok=True)
    from torch.utils.tensorboard import SummaryWriter
    with SummaryWriter(out / "logs", purge_step=first) as writer, bar:
        return _steps(task, plan, average, bar, writer)


def _steps(task, plan, average, bar, writer):
    means: dict[str, float] = {}
    logged: dict[str, list[float]] = {}  # a loss need not be computed in every step
    started = time.monotonic()
    saved = shown = started
    rank = distributed.rank()
    for step in bar:
        # Every draw depends on step and process alone, so that a resumed run sees the same batches as an unbroken one.
        torch.manual_seed(plan.seed * 1_000_003 + step + rank * 7_919)
        losses = task.step(step, np.random.default_rng((plan.seed, step, rank) if rank else (plan.seed, step)))
        late = (time.monotonic() - started) / 60 > plan.max_minutes
        losses, late = _agree(losses, late, plan.device)
        bad = [name for name, value in losses.items() if not math.isfinite(value)]
        if bad:
            raise FloatingPointError(f"Step {step}: {', '.join(bad)} is not finite. Lower the learning rate"
                                     + (f"; the last checkpoint in {plan.out} is good." if _state(plan).exists()
                                        else "."))
        _average(average, task.network, min(plan.ema_decay, (1 + step) / (10 + step)))
        for name, value in losses.items():
            logged.setdefault(name, []).append(value)
        last = late or step + 1 == plan.steps
        if (step + 1) % plan.log_every == 0 or last:
            means = {name: sum(values) / len(values) for name, values in logged.items()}
            for name, value in means.items() if writer else ():
                writer.add_scalar(name, value, step + 1)
            bar.set_postfix({k: f"{v:.3f}" for k, v in means.items()}, refresh=False)
            logged = {}
        now = time.monotonic()
        if writer and ((step + 1) % plan.show_every == 0 or now - shown > plan.show_minutes * 60 or last):
            task.show(writer, step + 1, average)
            shown = time.monotonic()
        if writer and ((step + 1) % plan.save_every == 0 or now - saved > plan.save_minutes * 60 or last):
            _save(task, plan, average, step + 1)
            saved = time.monotonic()
        if late:
            break
    return means


def _agree(losses, late, device):
    """Return the losses' mean over all processes, and whether time is up for any of them."""
    *values, late = distributed.mean([*losses.values(), float(late)], device)
    return dict(zip(losses, values, strict=True)), late > 0


def _save(task, plan, average, step):
    out = Path(plan.out)
    card = plan.card | task.card() | {"step": step}
    save_model(out / "model.safetensors", task.kind, average, task.config(), card, task.dtype)
    state = {"about": _about(task), "step": step, "network": task.network.state_dict(),
             "average": average.state_dict()}
    save_state(_state(plan), state | {name: part.state_dict() for name, part in task.parts.items()})


def _state(plan):
    return Path(plan.out) / "state.pt"


def _about(task):
    return json.dumps([task.kind, task.config(), task.variant], sort_keys=True)


def _restore(path, task, average):
    """Restore a state if there is one; return the number of steps completed."""
    try:
        state = distributed.from_first(lambda: load_state(path) if path.exists() else None)
        if state is None:
            return 0
        if state["about"] != _about(task):
            raise ValueError("other settings")
        task.network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        for name, part in task.parts.items():
            part.load_state_dict(state[name])
    except Exception as error:
        raise ValueError(f"{path} is damaged, or of another network or loss ({type(error).__name__}); "
                         "train into another folder, or delete it to start over.") from None
    return state["step"]


def descend(optimizer: torch.optim.Optimizer, loss: torch.Tensor, clip: float = 1.0) -> float:
    """Take an optimizer step with the averaged gradient clipped to norm `clip`; return the norm before clipping."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    distributed.average_gradients(parameters)
    norm = torch.nn.utils.clip_grad_norm_(parameters, clip)
    optimizer.step()
    return float(norm)


def set_learning_rate(optimizer: torch.optim.Optimizer, step: int, peak: float, steps: int, warmup: int = 200,
                      final: float = 0.05) -> None:
    """Set a step's rate: warm-up to `peak` over at most a tenth of the training, then a cosine to `final * peak`."""
    warmup = max(1, min(warmup, steps // 10))
    rate = peak * min(1.0, (step + 1) / warmup)
    if step > warmup:
        along = min(1.0, (step - warmup) / max(1, steps - warmup))
        rate *= final + (1 - final) * 0.5 * (1 + math.cos(math.pi * along))
    for group in optimizer.param_groups:
        group["lr"] = rate


@torch.no_grad()
def _average(average, network, decay):
    for a, b in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if a.is_floating_point():
            a.lerp_(b, 1 - decay)
        else:
            a.copy_(b)
