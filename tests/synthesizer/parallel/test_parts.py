import numpy as np
import pytest
import torch

from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.inference import Synthesizer
from synthesizer.parallel.network import ParallelSynthesizer
from synthesizer.parallel.parts import parts_of, reach
from synthesizer.reading import Reading

CONFIG = SynthesizerConfig(n_layers=2, detail_layers=1, dim=24, hidden_dim=32, detail_dim=16, text_dim=16,
                           text_hidden=16, text_layers=1, prosody_dim=16, prosody_layers=1)


@pytest.mark.parametrize("most", [1, 2, 3, 4])
@pytest.mark.parametrize("steps", [slice(0, 1), slice(0, 40), slice(7, 107), slice(0, 333)])
def test_every_step_is_kept_once_with_all_that_it_depends_on(steps, most):
    around, kept = reach(CONFIG), []
    parts = list(parts_of(steps, CONFIG, most))
    for seen, inside in parts:
        begin, end = (seen.start + at // CONFIG.reduction for at in (inside.start, inside.stop))
        kept.extend(range(begin, end))
        assert seen.start in (steps.start, begin - around) and seen.stop in (steps.stop, end + around)
    assert kept == list(range(steps.start, steps.stop))
    assert len(parts) == max(1, min(most, len(kept) // (2 * around)))


@pytest.mark.parametrize("n_threads", [2, 4])
def test_a_sentence_is_the_same_with_any_number_of_threads(n_threads):
    torch.manual_seed(0)
    network = ParallelSynthesizer(CONFIG)
    voice = np.full(256, 1 / 16, np.float32), np.zeros(CONFIG.n_statistics, np.float32)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        reading = Synthesizer(network).plan(Reading("", "ðə kwˈɪk bɹˈWn fˈɑks " * 5, speed=0.2), *voice)
        alone = Synthesizer(network).render(reading, *voice).mel
        torch.set_num_threads(n_threads)
        assert len(list(parts_of(slice(0, len(reading.pitch)), CONFIG, n_threads))) == n_threads
        together = Synthesizer(network).render(reading, *voice).mel
    finally:
        torch.set_num_threads(before)
    assert together.shape == alone.shape and np.abs(together - alone).max() < 1e-4
