"""Losses of generalized end-to-end training (arXiv 1710.10467, section 2.1), and a tuned softmax."""

import torch
import torch.nn.functional as F
from torch import nn

LOSSES = ("softmax", "contrast", "tuned")
GRADIENT_SCALE = 0.01  # of the gradients of w and b (section 3)
MARGINS = (0.2, 0.5)  # of embeddings that all point the same way, and of speakers without a common direction
HARDEST = 0.15  # share of impostors that are mined
WARM_UP = 0.6  # share of the training in which the softmax precedes the contrast
STAGES = (0.3, 0.7)  # shares of the training from which there is a margin, and from which impostors are mined


class GE2ELoss(nn.Module):
    """Pulls utterances towards their speaker's centroid and pushes them away from the others'.

    Parameters
    ----------
    kind : str
        "softmax" (equation 6), "contrast" (equation 7), or "tuned", the softmax in three stages: plain; with an
        additive margin that grows from 0.2 to 0.5 with the spread of the embeddings; with that margin and only the
        15 % most similar impostors for each utterance.
        "contrast" also begins as softmax: while the hardest impostor is often nearer than the own speaker, the
        contrast has its minimum where all embeddings coincide, and collapses. Meanwhile b, which does not affect the
        softmax, is moved so that a score of 0 separates the two kinds: embeddings after a ReLU are so similar that
        -5 would accept every pair.
    """

    def __init__(self, kind: str = "softmax"):
        super().__init__()
        if kind not in LOSSES:
            raise ValueError(f"There is no loss '{kind}'; use {', '.join(LOSSES)}.")
        self.kind = kind
        self.w, self.b = nn.Parameter(torch.tensor(10.0)), nn.Parameter(torch.tensor(-5.0))

    @torch.no_grad()
    def keep_positive(self) -> None:
        """Keep w positive after each step, so that the score grows with the cosine."""
        self.w.clamp_(min=1e-6)

    def forward(self, embeddings: torch.Tensor, progress: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the mean loss of a batch.

        Parameters
        ----------
        embeddings : float tensor (n_speakers, n_utterances, size)
            Unit length, two speakers and two utterances or more.
        progress : float
            Share of the training completed, 0 to 1.

        Returns
        -------
        (loss, cosines) : float tensors (), (n_speakers, n_utterances, n_speakers)
        """
        cosines = centroid_cosines(embeddings)
        n_speakers, n_utterances, _ = cosines.shape
        own = torch.eye(n_speakers, dtype=torch.bool, device=cosines.device)[:, None].expand_as(cosines)
        margin = 0.0
        if self.kind == "tuned" and progress >= STAGES[0]:
            margin = MARGINS[0] + (MARGINS[1] - MARGINS[0]) * spread(cosines, own)
        scores = _slowly(self.w) * (cosines - margin * own) + _slowly(self.b)
        if self.kind == "contrast" and progress < WARM_UP:
            with torch.no_grad():
                between = (cosines[own].mean() + cosines.masked_fill(own, 0.0).amax(dim=2).mean()) / 2
                self.b.copy_(-self.w * between)
        elif self.kind == "contrast":
            likely = scores.sigmoid()
            impostor = likely.masked_fill(own, 0.0).amax(dim=2)
            return (1 - likely[own].view_as(impostor) + impostor).mean(), cosines
        if self.kind == "tuned" and progress >= STAGES[1]:
            count = max(1, round(HARDEST * (n_speakers - 1)))
            hard = scores.masked_fill(own, -torch.inf).topk(count, dim=2).values
            rivals = torch.cat([scores[own].view(n_speakers, n_utterances, 1), hard], dim=2)
            return F.cross_entropy(rivals.flatten(0, 1), rivals.new_zeros(len(own) * n_utterances).long()), cosines
        speaker = torch.arange(n_speakers, device=scores.device).repeat_interleave(n_utterances)
        return F.cross_entropy(scores.flatten(0, 1), speaker), cosines


def centroid_cosines(embeddings: torch.Tensor) -> torch.Tensor:
    """Return each utterance's cosine with each speaker's centroid; its own centroid excludes it (equations 8 and 9).

    `embeddings` is a float tensor (n_speakers, n_utterances, size); the result (n_speakers, n_utterances, n_speakers).
    """
    n_speakers, n_utterances, _ = embeddings.shape
    sums = embeddings.sum(dim=1)
    centroids = F.normalize(sums, dim=1)
    without = F.normalize(sums[:, None] - embeddings, dim=2)
    cosines = embeddings @ centroids.T
    own = torch.eye(n_speakers, dtype=torch.bool, device=embeddings.device)[:, None]
    return torch.where(own, (embeddings * without).sum(dim=2, keepdim=True), cosines)


@torch.no_grad()
def spread(cosines: torch.Tensor, own: torch.Tensor) -> float:
    """Return the spread of the speakers: 0 if all embeddings coincide, 1 if no two speakers share a direction."""
    return float((1 - cosines[~own].mean()).clamp(0, 1))


def _slowly(parameter):
    """Return the value unchanged, with its gradient scaled by `GRADIENT_SCALE`."""
    return parameter.detach() * (1 - GRADIENT_SCALE) + parameter * GRADIENT_SCALE
