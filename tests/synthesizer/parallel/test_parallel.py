from dataclasses import replace

import pytest
import torch

from synthesizer.losses import MelDiscriminator, feature_loss, judge_loss, masked_mean
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.network import ParallelSynthesizer, spread

SMALL = SynthesizerConfig(voice_dim=16, text_dim=16, text_hidden=32, text_layers=2, prosody_dim=16, prosody_layers=2,
                          dim=24, hidden_dim=48, n_layers=2, detail_dim=16, detail_layers=2)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return ParallelSynthesizer(SMALL).eval()


def test_spread_gives_each_step_its_phoneme():
    text = torch.tensor([[[10.0, 1.0], [20.0, 2.0], [30.0, 3.0], [40.0, 4.0]]])
    # From 0 to 2, to 2.6, to 2.6 (too short to be heard), to 5: step 2 has its centre, 2.5, in the second phoneme.
    made = spread(text, torch.tensor([[0.0, 2.0, 2.6, 2.6, 5.0]]), 5)
    assert made.shape == (1, 5, 5)
    assert made[0, :, 0].tolist() == [10, 10, 20, 40, 40]
    assert made[0, :, 1].tolist() == [1, 1, 2, 4, 4]
    along, left, length = made[0, :, 2:].T
    torch.testing.assert_close(along, torch.tensor([0.25, 0.75, 0.5 / 0.6, 0.9 / 2.4, 1.9 / 2.4]))
    torch.testing.assert_close(left, 1 - along)
    torch.testing.assert_close(length, torch.log1p(torch.tensor([2.0, 2.0, 0.6, 2.4, 2.4])) / 3)


def test_a_boundary_on_a_step_s_centre_begins_the_next_phoneme():
    made = spread(torch.tensor([[[1.0], [2.0], [3.0]]]), torch.tensor([[0.0, 1.5, 1.5, 3.0]]), 3)
    assert made[0, :, 0].tolist() == [1, 3, 3]


def test_spread_of_padded_rows_and_beyond_the_end():
    text = torch.arange(6.0).reshape(2, 3, 1)
    made = spread(text, torch.tensor([[0.0, 1.0, 3.0, 3.0], [0.0, 1.0, 2.0, 4.0]]), 6)
    assert made[0, :3, 0].tolist() == [0, 1, 1]  # the last symbol is padding and has no time
    assert made[1, :4, 0].tolist() == [3, 4, 5, 5]
    assert torch.isfinite(made).all() and (made[..., 1:3] >= 0).all() and (made[..., 1:3] <= 1).all()


def test_a_voice_moves_towards_a_languages_readers():
    torch.manual_seed(3)
    network = ParallelSynthesizer(replace(SMALL, n_readers=2, languages=("en-us", "es", "fr")))
    network.reader_embeddings.copy_(torch.nn.functional.normalize(torch.rand(2, 256), dim=1))
    network.reader_statistics.normal_()
    network.reader_languages.copy_(torch.tensor([0, 1]))
    torch.nn.init.normal_(network.block_voices[-1].weight, std=0.1)
    embedding, second = (torch.nn.functional.normalize(torch.rand(1, n), dim=1) for n in (256, SMALL.second_size))
    known = embedding, torch.zeros(1, SMALL.n_statistics), second
    voice, n = network.voices(*known), SMALL.n_layers
    readers = network.reader(*known[:2], 1)
    home = network.voices(*readers)
    made = network.towards_readers(voice, *known, 1, accent=0.3, sound=0.0)
    torch.testing.assert_close(made[:, :n], 0.7 * voice[:, :n] + 0.3 * home[:, :n])
    assert torch.equal(made[:, n:], voice[:, n:]) and not torch.allclose(made[:, :n], voice[:, :n])
    studio = network.voices(embedding, readers[1], second)  # the same speaker, recorded as the readers were
    made = network.towards_readers(voice, *known, 1, accent=0.0, sound=0.3)
    torch.testing.assert_close(made, 0.7 * voice + 0.3 * studio)
    assert not torch.allclose(studio[:, n:], voice[:, n:])
    assert torch.equal(network.towards_readers(voice, *known, 2, 0.3, 0.3), voice)  # nobody reads French


def _run(network, symbols, symbol_mask, boundaries, n_steps, embedding, statistics, noise):
    voice = network.condition(embedding, statistics)
    text, log_durations = network.read(symbols, voice, symbol_mask)
    step_mask = (torch.arange(noise.shape[1])[None] < n_steps[:, None]).float()
    wide = spread(text, boundaries, noise.shape[1])
    pitch, voicing = network.contour(wide, voice, step_mask)
    mel = network.decode(wide, pitch, (voicing > 0).float(), statistics[:, 0], voice, step_mask, noise)
    return log_durations, pitch, voicing, mel


@torch.no_grad()
def test_padding_changes_nothing(network):
    """An utterance in a batch with a longer one is decoded as it is alone."""
    torch.manual_seed(1)
    symbols = torch.randint(1, 115, (2, 12))
    durations = torch.rand(2, 12) * 4 + 0.5
    short, long = 7, 12
    symbols[0, short:], durations[0, short:] = 0, 0.0
    boundaries = torch.cat([torch.zeros(2, 1), durations.cumsum(dim=1)], dim=1)
    n_steps = boundaries[:, -1].round().long()
    embedding = torch.nn.functional.normalize(torch.rand(2, 256), dim=1)
    statistics, noise = torch.randn(2, SMALL.n_statistics), torch.randn(2, int(n_steps.max()), SMALL.noise_dim)
    mask = (torch.arange(12)[None] < torch.tensor([[short], [long]])).float()
    together = _run(network, symbols, mask, boundaries, n_steps, embedding, statistics, noise)
    assert n_steps[0] < n_steps[1]
    for i, length in enumerate((short, long)):
        n = int(n_steps[i])
        alone = _run(network, symbols[i: i + 1, :length], mask[i: i + 1, :length], boundaries[i: i + 1, : length + 1],
                     n_steps[i: i + 1], embedding[i: i + 1], statistics[i: i + 1], noise[i: i + 1, :n])
        for made, wanted, extent in zip(together, alone, (length, n, n, n * SMALL.reduction), strict=True):
            torch.testing.assert_close(made[i, ..., :extent], wanted[0], atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_every_condition_has_an_effect(network):
    torch.manual_seed(2)
    symbols, boundaries = torch.randint(1, 115, (1, 6)), torch.arange(7.0)[None] * 4
    given = {"embedding": torch.nn.functional.normalize(torch.rand(1, 256), dim=1),
             "statistics": torch.randn(1, SMALL.n_statistics), "noise": torch.randn(1, 24, SMALL.noise_dim)}

    def mel(**changed):
        return _run(network, symbols, torch.ones(1, 6), boundaries, torch.tensor([24]), **given | changed)[-1]

    assert mel().shape == (1, 100, 48)
    assert torch.equal(mel(), mel())
    for name, value in given.items():
        assert (mel() - mel(**{name: value.flip(-1)})).abs().max() > 1e-3, name
    other = symbols.clone()
    other[0, 3] = other[0, 3] % 100 + 1
    voice = network.condition(given["embedding"], given["statistics"])
    texts = [network.read(s, voice, torch.ones(1, 6))[0] for s in (symbols, other)]
    assert (texts[0] - texts[1]).abs()[0, 3].max() > 1e-2


@torch.no_grad()
def test_trimmed_frames_are_those_with_complete_context(network):
    torch.manual_seed(3)
    n, c = 90, network.config
    posteriors = torch.rand(1, n, c.n_symbols).softmax(dim=-1)
    pitch, voicing, noise = torch.randn(1, n), torch.ones(1, n), torch.randn(1, n, c.noise_dim)
    mean, mask = torch.tensor([5.0]), torch.ones(1, n)
    voice, reader = torch.randn(2, 1, c.voice_dim)
    heard = network.hear(posteriors, reader, mask)
    whole = network.decode(heard, pitch, voicing, mean, voice, mask, noise)
    lead = network.content.context
    trimmed = network.hear(posteriors, reader, mask, trimmed=True)
    torch.testing.assert_close(trimmed, heard[:, lead:])
    mel = network.decode(trimmed, pitch[:, lead:], voicing[:, lead:], mean, voice, mask[:, lead:], noise[:, lead:],
                         trimmed=True)
    assert mel.shape[2] == c.reduction * (n - lead - network.decoder.context) - network.detail.context
    torch.testing.assert_close(mel, whole[..., -mel.shape[2]:], atol=1e-4, rtol=1e-4)


def test_masked_mean_by_hand():
    values = torch.tensor([[[1.0, 2.0, 100.0], [3.0, 4.0, 100.0]]])
    assert masked_mean(values, torch.tensor([[[1.0, 1.0, 0.0]]])).item() == pytest.approx(2.5)
    assert masked_mean(values, torch.tensor([[[1.0], [0.0]]])).item() == pytest.approx(103 / 3)
    assert masked_mean(values, torch.zeros(1, 1, 1)).item() == 0


def test_judge_losses_by_hand():
    assert judge_loss(torch.tensor([2.0, 0.5]), torch.tensor([-3.0, 0.25])).item() == pytest.approx(0.25 + 0.625)
    assert judge_loss(torch.tensor([1.0]), torch.tensor([-1.0])).item() == 0
    real, fake = [torch.tensor([1.0, -3.0]), torch.tensor([4.0])], [torch.tensor([2.0, -3.0]), torch.tensor([4.0])]
    assert feature_loss(real, fake).item() == pytest.approx((0.5 / 2 + 0) / 2)
    made = [x.clone().requires_grad_() for x in fake]
    target = [x.clone().requires_grad_() for x in real]
    feature_loss(target, made).backward()
    assert made[0].grad.abs().sum() > 0 and target[0].grad is None


def test_the_judge_looks_at_mel_and_voice():
    torch.manual_seed(0)
    judge = MelDiscriminator(16)
    mels, voices = torch.randn(3, 100, 128), torch.randn(3, 16)
    score, features = judge(mels, voices)
    assert score.shape[:2] == (3, 1) and len(features) == 4
    assert (score - judge(mels, voices.flip(0))[0]).abs().max() > 1e-4
    assert (score - judge(mels.flip(0), voices)[0]).abs().max() > 1e-4


def test_the_voice_is_held_in_range(network):
    """Extreme statistics of a recording are clipped to the range seen in training."""
    embedding = torch.nn.functional.normalize(torch.rand(1, 256), dim=1)
    far, farther = (network.condition(embedding, torch.full((1, SMALL.n_statistics), x)) for x in (50.0, 5_000.0))
    assert torch.equal(far, farther)


def test_the_configuration_travels():
    assert SynthesizerConfig.from_dict(SMALL.to_dict()) == SMALL
    with pytest.raises(AttributeError):
        SMALL.dim = 3
