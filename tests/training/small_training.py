"""Small trainings that tests run in processes of their own: small_training.py TASK OUT STEPS."""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from encoder.config import EncoderConfig
from encoder.ge2e.train import EncoderTask
from training import distributed
from training.loop import Plan, Task, descend, set_learning_rate, train


class Duel(Task):
    """Fits a line to points while fooling a judge; one process with two draws equals two with one each."""

    kind = "test/duel"

    def __init__(self, plan, draws=1):
        torch.manual_seed(plan.seed)
        self.plan, self.draws = plan, draws
        self.network, self.judge = torch.nn.Linear(3, 2), torch.nn.Linear(2, 1)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), 1e-2)
        self.judge_optimizer = torch.optim.AdamW(self.judge.parameters(), 1e-2)
        self.parts = {"judge": self.judge, "optimizer": self.optimizer, "judge_optimizer": self.judge_optimizer}

    def step(self, step, rng):
        set_learning_rate(self.optimizer, step, 1e-2, self.plan.steps, warmup=5)
        rngs = [rng, *(np.random.default_rng((self.plan.seed, step, i)) for i in range(1, self.draws))]
        x = torch.from_numpy(np.concatenate([r.normal(size=(16, 3)) for r in rngs])).float()
        wanted = torch.stack([x.sum(dim=1), x[:, 0] - 1], dim=1)
        made = self.network(x)
        judged = (1 - self.judge(wanted)).relu().mean() + (1 + self.judge(made.detach())).relu().mean()
        descend(self.judge_optimizer, judged, clip=10.0)
        loss = (made - wanted).square().mean() - 0.1 * self.judge(made).mean()
        norm = descend(self.optimizer, loss)
        return {"loss": loss.item(), "judge": judged.item(), "norm": norm}

    def config(self):
        return {}


def recordings(n_speakers=10, n_bands=40):
    """Return constant spectra of speakers with added noise."""
    rng = np.random.default_rng(0)
    return [(f"speaker-{i}", torch.from_numpy(voice + rng.normal(size=(200, n_bands))).float())
            for i, voice in enumerate(rng.normal(size=(n_speakers, n_bands))) for _ in range(3)]


def make(name, plan, processes=1):
    """Return a task as in each of two processes; with `processes` 2, one that does the work of both in one process."""
    if name == "duel":
        return Duel(plan, processes)
    config = EncoderConfig(hidden_size=16, n_layers=1, embedding_size=16)
    return EncoderTask(recordings(), plan, config, name, speakers=3 * processes, utterances=3, learning_rate=1e-2)


def run(name, out, steps, processes=1):
    """Train, print the losses of every step, and return them."""
    plan = Plan(Path(out), steps, save_every=5, log_every=1, bfloat16=False, progress=False)
    task, seen = make(name, plan, processes), []
    step = task.step

    def record(number, rng):
        seen.append((number, step(number, rng)))
        if distributed.rank() == 0:
            print(json.dumps(seen[-1]), flush=True)
        return seen[-1][1]

    task.step = record
    train(task, plan)
    return seen


if __name__ == "__main__":
    torch.set_num_threads(1)
    with distributed.processes():
        for task_name in sys.argv[1].split(","):
            run(task_name, Path(sys.argv[2]) / task_name, int(sys.argv[3]))
