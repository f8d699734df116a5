import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.ge2e.losses import GRADIENT_SCALE, LOSSES, GE2ELoss, centroid_cosines, spread


def _embeddings(n_speakers=4, n_utterances=3, size=8, seed=0, noise=0.4):
    generator = torch.Generator().manual_seed(seed)
    centres = torch.randn(n_speakers, 1, size, generator=generator)
    return F.normalize(centres + noise * torch.randn(n_speakers, n_utterances, size, generator=generator), dim=2)


def _by_hand(embeddings, w=10.0, b=-5.0):
    """Compute S of equation 9 with plain loops."""
    n, m, _ = embeddings.shape
    scores = np.zeros((n, m, n))
    for j in range(n):
        for i in range(m):
            for k in range(n):
                others = [embeddings[k, q] for q in range(m) if k != j or q != i]
                centroid = torch.stack(others).mean(dim=0)
                scores[j, i, k] = w * F.cosine_similarity(embeddings[j, i], centroid, dim=0).item() + b
    return scores


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6), st.integers(2, 5), st.integers(0, 99))
def test_softmax_and_contrast_are_equations_6_and_7(n, m, seed):
    embeddings = _embeddings(n, m, seed=seed)
    scores = _by_hand(embeddings)
    np.testing.assert_allclose(10 * centroid_cosines(embeddings).numpy() - 5, scores, atol=1e-4)
    softmax, contrast = [], []
    for j in range(n):
        for i in range(m):
            softmax.append(-scores[j, i, j] + np.log(np.exp(scores[j, i]).sum()))
            likely = 1 / (1 + np.exp(-scores[j, i]))
            contrast.append(1 - likely[j] + max(likely[k] for k in range(n) if k != j))
    assert GE2ELoss("softmax")(embeddings)[0].item() == pytest.approx(np.mean(softmax), abs=1e-4)
    assert GE2ELoss("contrast")(embeddings)[0].item() == pytest.approx(np.mean(contrast), abs=1e-4)


def test_the_contrast_begins_as_softmax_and_finds_its_threshold():
    embeddings, loss = _embeddings(n_speakers=8), GE2ELoss("contrast")
    value, cosines = loss(embeddings, 0.1)
    assert value == GE2ELoss("softmax")(embeddings)[0]
    own = torch.eye(8, dtype=torch.bool)[:, None].expand_as(cosines)
    threshold = (-loss.b / loss.w).item()
    assert cosines.masked_fill(own, 0).amax(dim=2).mean() < threshold < cosines[own].mean()


def test_the_tuned_loss_has_three_stages():
    embeddings = _embeddings(n_speakers=14)
    plain, tuned = GE2ELoss("softmax"), GE2ELoss("tuned")
    first, second, third = (tuned(embeddings, progress)[0].item() for progress in (0.1, 0.5, 0.9))
    assert first == pytest.approx(plain(embeddings)[0].item(), abs=1e-6)
    assert second > first  # the margin makes it harder
    # Mining leaves 2 of 13 impostors: the same numbers by hand.
    cosines = centroid_cosines(embeddings)
    own = torch.eye(14, dtype=torch.bool)[:, None].expand_as(cosines)
    margin = 0.2 + 0.3 * spread(cosines, own)
    expected = []
    for j in range(14):
        for i in range(3):
            rivals = sorted(10 * cosines[j, i, k].item() - 5 for k in range(14) if k != j)[-2:]
            score = 10 * (cosines[j, i, j].item() - margin) - 5
            expected.append(-score + math.log(sum(map(math.exp, [score, *rivals]))))
    assert third == pytest.approx(np.mean(expected), abs=1e-4) and third < second


def test_the_margin_grows_with_the_spread():
    own = torch.eye(5, dtype=torch.bool)[:, None].expand(5, 3, 5)
    same = F.normalize(torch.ones(5, 3, 16), dim=2)
    apart = torch.eye(5, 16)[:, None].expand(5, 3, 16)
    halfway = F.normalize(same + 0.5 * apart, dim=2)
    spreads = [spread(centroid_cosines(e), own) for e in (same, halfway, apart)]
    assert spreads[0] == pytest.approx(0, abs=1e-5) and spreads[2] == pytest.approx(1) and 0.01 < spreads[1] < 0.99
    # All cosines are 1, so that a margin of 0.2 costs each utterance exactly this.
    loss = GE2ELoss("tuned")(same, 0.5)[0].item()
    assert loss == pytest.approx(math.log(1 + 4 * math.exp(10 * 0.2)), abs=1e-4)


@pytest.mark.parametrize("kind", LOSSES)
def test_w_and_b_learn_a_hundred_times_more_slowly(kind):
    loss, embeddings, eps = GE2ELoss(kind), _embeddings(noise=1.5), 1e-2
    loss(embeddings, 0.5)[0].backward()
    for parameter in (loss.w, loss.b):
        with torch.no_grad():
            parameter += eps
            above = loss(embeddings, 0.5)[0].item()
            parameter -= 2 * eps
            below = loss(embeddings, 0.5)[0].item()
            parameter += eps
        assert parameter.grad.item() == pytest.approx(GRADIENT_SCALE * (above - below) / (2 * eps), abs=1e-4)
    with torch.no_grad():
        loss.w.fill_(-3.0)
    loss.keep_positive()
    assert loss.w.item() > 0


@pytest.mark.parametrize("kind", LOSSES)
@pytest.mark.parametrize("progress", [0.0, 0.5, 0.9])
def test_descending_tells_the_speakers_apart(kind, progress):
    torch.manual_seed(0)
    free = torch.nn.Parameter(torch.randn(5, 4, 16))
    loss, optimizer = GE2ELoss(kind), torch.optim.Adam([free], 0.05)
    before = loss(F.normalize(free, dim=2), progress)[0].item()
    for _ in range(60):
        made, _ = loss(F.normalize(free, dim=2), progress)
        optimizer.zero_grad()
        made.backward()
        optimizer.step()
    cosines = centroid_cosines(F.normalize(free.detach(), dim=2))
    assert made.item() < 0.5 * before
    assert (cosines.argmax(dim=2) == torch.arange(5)[:, None]).all()


def test_another_loss_gets_a_sentence():
    with pytest.raises(ValueError, match="use softmax, contrast, tuned"):
        GE2ELoss("triplet")
