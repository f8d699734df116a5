"""A person's pitch spread and speaking rate, as far as a few seconds of speech show them."""

from dataclasses import replace

import numpy as np
import pytest

from audio.voice import STATISTICS
from toolbox.core.cloning.delivery import OTHER_PACE, PACE, SPREAD, check_liveliness, delivery
from toolbox.core.cloning.voice import Voice


def _voice(spread=3.0, rate=12.0, seconds=60.0):
    statistics = np.zeros(STATISTICS, np.float32)
    statistics[:2] = np.log(150.0), spread * np.log(2) / 12
    return Voice("Anna", np.eye(256, dtype=np.float32)[0], statistics, seconds, rate=rate)


def test_the_contour_gets_the_person_s_own_spread():
    flat, lively = (delivery(_voice(s), 3.0, 12.0) for s in (1.7, 4.5))
    assert flat.pitch_range < 1 < lively.pitch_range and flat.movement < 1 < lively.movement
    assert lively.pitch_range / flat.pitch_range == pytest.approx(4.5 / 1.7, rel=0.1)
    # A network that predicts twice the movement has it halved.
    assert delivery(_voice(), 6.0, 12.0).pitch_range == pytest.approx(delivery(_voice(), 3.0, 12.0).pitch_range / 2)


def test_few_seconds_are_believed_less():
    short, long = (delivery(_voice(1.5, 9.0, seconds), 3.0, 13.0) for seconds in (2.0, 60.0))
    assert abs(short.movement * SPREAD - 3.0) < abs(long.movement * SPREAD - 3.0)
    assert long.tempo < short.tempo < PACE / 13.0 / OTHER_PACE + 0.01
    nobody = _voice(1.5, 0.0, 0.0)
    assert delivery(nobody, 3.0, 13.0).tempo == 1.0  # nobody has counted
    assert delivery(nobody, 3.0, 13.0).movement == pytest.approx(1.5 / SPREAD)


def test_liveliness_widens_and_varies():
    calm, own, lively = (delivery(_voice(), 3.0, 12.0, x) for x in (0.0, 1.0, 2.0))
    assert calm.variation == 0 < own.variation < lively.variation
    assert calm.movement < own.movement < lively.movement
    for wrong in (-0.1, 2.1, float("nan")):
        with pytest.raises(ValueError, match="liveliness must lie between 0 .calm. and 2"):
            check_liveliness(wrong)


def test_what_cannot_be_is_held():
    silent = replace(_voice(), statistics=np.zeros(STATISTICS, np.float32))
    assert np.isfinite(list(vars(delivery(silent, 0.0, 0.0)).values())).all()
