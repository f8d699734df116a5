"""The losses of generalized end-to-end training (arXiv 1710.10467, section 2.1), and a tuned softmax."""

import torch
import torch.nn.functional as F
from torch import nn

LOSSES = ("softmax", "contrast", "tuned")
GRADIENT_SCALE = 0.01  # of w and b (section 3)
MARGINS = (0.2, 0.5)  # of embeddings that all point the same way, and of speakers that share no direction
HARDEST = 0.15  # share of the impostors that are mined
WARM_UP = 0.6  # share of the training with the softmax before the contrast
STAGES = (0.3, 0.7)  # of the training: plain before the first, with a margin from there, mined from the second on


class GE2ELoss(nn.Module):
    """Utterances are pulled towards their speaker's centroid and pushed from those of the others.

    Parameters
    ----------
    kind : str
        "softmax" (equation 6), "contrast" (equation 7), or "tuned": the softmax, in three stages. At first as it is;
        then the own speaker's cosine has to win by an additive margin, which grows from 0.2 to 0.5 with the spread of
        the embeddings; at last only the 15 % of the impostors that are most alike stand against each utterance, too.
        The contrast begins as softmax, too: as long as the hardest impostor is often nearer than the own speaker, it
        is least where all embeddings are one, and goes there. Meanwhile b, of no account to the softmax, is moved so
        that a score of 0 lies between the two: embeddings behind a ReLU are so alike that at -5 all would be accepted.
    """

    def __init__(self, kind: str = "softmax"):
        super().__init__()
        if kind not in LOSSES:
            raise ValueError(f"There is no loss '{kind}'; use {', '.join(LOSSES)}.")
        self.kind = kind
        self.w, self.b = nn.Parameter(torch.tensor(10.0)), nn.Parameter(torch.tensor(-5.0))

    @torch.no_grad()
    def keep_positive(self) -> None:
        """Keep w positive after each step, so that a greater cosine is always a greater score."""
        self.w.clamp_(min=1e-6)

    def forward(self, embeddings: torch.Tensor, progress: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the mean loss of a batch.

        Parameters
        ----------
        embeddings : float tensor (n_speakers, n_utterances, size)
            Unit length, two speakers and two utterances or more.
        progress : float
            Share of the training that is done, 0 to 1.

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
    """Return each utterance's cosine with each speaker's centroid, its own without itself (equations 8 and 9).

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
    """How far apart the speakers are: 0 where all embeddings point the same way, 1 where no two speakers share any."""
    return float((1 - cosines[~own].mean()).clamp(0, 1))


def _slowly(parameter):
    """Return the same value with a gradient scaled by `GRADIENT_SCALE`."""
    return parameter.detach() * (1 - GRADIENT_SCALE) + parameter * GRADIENT_SCALE
