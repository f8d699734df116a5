import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoder.evaluate import FEW, draw_det, draw_map, equal_error_rate, error_rates, lay_out, trials


def test_rates_by_hand():
    scores, same = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [True, True, False, True, False, False]
    thresholds, accepted, rejected = error_rates(scores, same)
    assert thresholds == pytest.approx([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9])
    assert accepted == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3, 0, 0, 0])
    assert rejected == pytest.approx([0, 0, 0, 1 / 3, 1 / 3, 2 / 3, 1])
    assert equal_error_rate(scores, same) == pytest.approx((1 / 3, 0.7))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=4, max_size=60))
def test_at_the_threshold_as_many_are_wrong_on_either_side(pairs):
    scores, same = np.array([s for s, _ in pairs], float), np.array([x for _, x in pairs])
    if not same.any() or same.all():
        with pytest.raises(ValueError, match="two utterances of one speaker"):
            equal_error_rate(scores, same)
        return
    rate, threshold = equal_error_rate(scores, same)
    assert 0 <= rate <= 1 and scores.min() <= threshold <= np.nextafter(scores.max(), np.inf)
    # The rates on both sides of the threshold hold the equal-error rate between them.
    thresholds, accepted, rejected = error_rates(scores, same)
    for t, a, r in zip(thresholds, accepted, rejected):
        assert a == pytest.approx((scores[~same] >= t).mean()) and r == pytest.approx((scores[same] < t).mean())
        assert a >= rate - 1e-9 or t >= threshold - 1e-9
    assert equal_error_rate(scores * 3 + 1, same)[0] == pytest.approx(rate)


def test_known_distributions():
    rng = np.random.default_rng(0)
    same = np.repeat([True, False], 20_000)
    assert equal_error_rate(np.where(same, 5.0, -5.0) + rng.normal(size=40_000), same)[0] == 0
    assert equal_error_rate(rng.normal(size=40_000), same)[0] == pytest.approx(0.5, abs=0.01)
    # Two normal distributions two deviations apart cross at one: 15.9 %.
    rate, threshold = equal_error_rate(rng.normal(size=40_000) + 2 * same, same)
    assert rate == pytest.approx(0.1587, abs=0.005) and threshold == pytest.approx(1, abs=0.03)


def test_trials_are_all_pairs_once():
    embeddings = np.eye(4, dtype=np.float32)[[0, 0, 1]]
    scores, same = trials(embeddings, ["a", "a", "b"])
    assert scores.tolist() == [1, 0, 0] and same.tolist() == [True, False, False]


def test_pictures(encoder, clips):
    rng = np.random.default_rng(0)
    embeddings = np.concatenate([encoder.embed_partials(wav, rate) for wav, rate in clips.values()])
    speakers = [name for name, (wav, rate) in clips.items() for _ in encoder.embed_partials(wav, rate)]
    figure = draw_det(*trials(embeddings, speakers))
    line = figure.axes[0].lines[0]
    accepted, rejected = line.get_xdata(), line.get_ydata()
    assert len(accepted) > 100 and np.all(np.diff(accepted) <= 0) and np.all(np.diff(rejected) >= 0)
    assert "equal-error rate" in figure.axes[0].get_legend().get_texts()[0].get_text()
    assert len(embeddings) < FEW
    shown = draw_map(embeddings, speakers).axes[0]
    assert len(shown.collections[0].get_offsets()) == len(embeddings)
    # Few points: the plane in which they differ most.
    points = lay_out(rng.normal(size=(30, 5)) * [5, 1, 0.1, 0.1, 3])
    assert points.std(axis=0)[0] > points.std(axis=0)[1] > 1.5
