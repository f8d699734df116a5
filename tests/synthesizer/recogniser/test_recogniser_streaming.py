import numpy as np
import pytest
import torch

from synthesizer.recogniser.config import StreamingConfig
from synthesizer.recogniser.inference import StreamingRecogniser
from synthesizer.recogniser.network import sinusoids
from synthesizer.recogniser.streaming import Memory, StreamingNetwork, positions


@torch.inference_mode()
def _pushed(network, mels, sizes):
    memory, parts = Memory(), []
    for piece in mels.split(sizes, dim=2):
        parts.append(network(piece, memory)[1])
    return torch.cat(parts, dim=1)


@pytest.mark.parametrize("sizes", [[1] * 120, [2] * 60, [4, 7, 1, 30, 3, 75], [50, 70]])
def test_pieces_give_what_the_whole_gives(streaming, sizes):
    mels = torch.randn(2, 76, 120)
    with torch.inference_mode():
        _, whole = streaming(mels)
    assert whole.shape == (2, 120 - streaming.look_ahead, len(streaming.symbols))
    torch.testing.assert_close(_pushed(streaming, mels, sizes), whole, atol=1e-5, rtol=1e-4)


def test_the_future_beyond_the_look_ahead_changes_nothing(streaming):
    """The network is in float64: what does not change is the same to the last bit, what does cannot be rounded off."""
    streaming.double()
    mels = torch.randn(1, 76, 120, dtype=torch.float64)
    for changed in (60, 61, 80):
        other = mels.clone()
        other[:, :, changed:] = torch.randn(1, 76, 120 - changed, dtype=torch.float64)
        with torch.inference_mode():
            differs = (streaming(mels)[1] != streaming(other)[1]).any(dim=2)[0]
        first = int(differs.nonzero()[0])
        assert first >= changed - streaming.look_ahead
        assert first <= changed - streaming.look_ahead + 1  # frames come in pairs
        assert differs[first:].all()


def test_the_samples_beyond_the_latency_change_nothing(streaming):
    """Counted from the waveform, including the mel's window, the latency is at most 120 ms."""
    from audio.mel import log_mel
    network = StreamingNetwork(StreamingConfig())
    assert network.latency <= 0.12 and streaming.latency == network.latency
    wav = torch.randn(24_000)
    other = wav.clone()
    other[12_000:] = 0
    with torch.inference_mode():
        one, two = (streaming(log_mel(x)[None, :76])[1][0] for x in (wav, other))
    first = int((one != two).any(dim=1).nonzero()[0])
    assert first * 256 / 24_000 >= 0.5 - streaming.latency


def test_memory_does_not_grow(streaming):
    memory = Memory()
    sizes = []
    with torch.inference_mode():
        for _ in range(40):
            streaming(torch.randn(1, 76, 4), memory)
            sizes.append(sum(x.numel() for x in memory.values()))
    assert len(set(sizes[-15:])) == 1


def test_positions_tell_distances_and_no_times():
    """After hours, the encodings of two frames differ as much as at the beginning."""
    near, far = positions(0, 50, 384).double(), positions(10_000_000, 50, 384).double()
    torch.testing.assert_close(near @ near.T, far @ far.T, atol=1e-4, rtol=0)
    assert (near[0] - near[30]).norm() > 3
    whispers = sinusoids(0, 1500, 384)
    mine = positions(0, 1500, 384)
    assert (mine - whispers)[:, :100].abs().max() < 1e-6  # those that come round
    assert mine.min() >= whispers.min() and mine.std(dim=0)[191] == 0


def test_whole_mels_are_recognised_to_their_end(streaming):
    mels = torch.randn(2, 100, 77, requires_grad=True)
    logits, hidden = streaming.listen(mels)
    assert logits.shape == (2, len(streaming.symbols), 77) and hidden.shape == (2, 77, 32)
    logits[:, :, -1].sum().backward()
    assert mels.grad[:, :76, -8:].abs().sum() > 0


def test_a_stream_gives_log_probabilities(streaming):
    recogniser = StreamingRecogniser(streaming)
    stream, mel = recogniser.open(), np.random.default_rng(0).normal(-5, 2, (100, 60)).astype(np.float32)
    parts = [stream.push(mel[:, i: i + 3]) for i in range(0, 60, 3)]
    assert parts[0].shape == (len(recogniser.symbols), 0)  # nothing can be known yet
    heard = np.concatenate(parts, axis=1)
    assert heard.shape == (len(recogniser.symbols), 60 - streaming.look_ahead)
    np.testing.assert_allclose(np.exp(heard).sum(axis=0), 1, atol=1e-3)
