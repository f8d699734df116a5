import numpy as np
import pytest

from synthesizer.recogniser.alignment import align, steady


def _posteriors(labels, n_symbols, certainty=0.9):
    p = np.full((n_symbols, len(labels)), (1 - certainty) / (n_symbols - 1))
    p[labels, np.arange(len(labels))] = certainty
    return np.log(p)


def test_the_path_is_the_best_of_all():
    """It is compared with every way to divide nine frames among four symbols."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        log_p = np.log(rng.dirichlet(np.ones(5), 9).T)
        symbols = rng.integers(0, 5, 4)
        best = max(sum(log_p[s, a:b].sum() for s, a, b in zip(symbols, (0, i, j, k), (i, j, k, 9), strict=True))
                   for i in range(1, 7) for j in range(i + 1, 8) for k in range(j + 1, 9))
        boundaries, score = align(log_p, symbols)
        assert score == pytest.approx(best / 9)
        cuts = [0, *np.ceil(boundaries[1:-1]).astype(int), 9]
        assert sum(log_p[s, a:b].sum() for s, a, b in zip(symbols, cuts, cuts[1:], strict=False)) == pytest.approx(best)


def test_boundaries_lie_between_the_frames_of_two_symbols():
    boundaries, _ = align(_posteriors(np.repeat([0, 2, 1, 0], [4, 3, 5, 2]), 3), [0, 2, 1, 0])
    np.testing.assert_allclose(boundaries, [0, 3.5, 6.5, 11.5, 13])


def test_a_frame_between_two_symbols_moves_the_boundary():
    log_p = _posteriors(np.repeat([0, 1], [5, 5]), 2)
    even = align(log_p, [0, 1])[0][1]
    log_p[:, 5] = np.log([0.4, 0.6])  # the second symbol begins late in this frame
    assert even < align(log_p, [0, 1])[0][1] < 5


def test_repeated_and_missing_symbols_have_their_frames():
    log_p = _posteriors(np.repeat([0, 1, 2], 4), 4)
    boundaries, _ = align(log_p, [0, 1, 1, 3, 2])  # nothing sounds like the last but one
    assert (np.diff(boundaries) > 0).all() and boundaries[0] == 0 and boundaries[-1] == 11


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="12 phonemes do not fit into 11 frames"):
        align(np.zeros((3, 11)), [0] * 12)
    assert len(align(np.zeros((3, 12)), [0] * 12)[0]) == 13


def test_steady_symbols_do_not_flicker():
    log_p = np.log(np.array([[0.9, 0.9, 0.45, 0.9, 0.1, 0.1, 0.1], [0.1, 0.1, 0.55, 0.1, 0.9, 0.9, 0.9]]))
    assert steady(log_p, 0.0).tolist() == [0, 0, 1, 0, 1, 1, 1]
    assert steady(log_p, 0.5).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert steady(log_p, 50.0).tolist() == [1] * 7 or steady(log_p, 50.0).tolist() == [0] * 7


def test_steady_symbols_are_the_best_of_all():
    """They are compared with every sequence of three symbols in five frames."""
    rng = np.random.default_rng(1)
    for change in (0.0, 0.3, 1.0):
        log_p = np.log(rng.dirichlet(np.ones(3), 5).T)
        paths = np.stack(np.meshgrid(*[range(3)] * 5), axis=-1).reshape(-1, 5)
        scores = log_p[paths, np.arange(5)].sum(axis=1) - change * (np.diff(paths, axis=1) != 0).sum(axis=1)
        np.testing.assert_array_equal(steady(log_p, change), paths[scores.argmax()])
