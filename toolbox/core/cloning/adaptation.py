"""Adaptation to one person: a few steps of gradient descent on the voice vectors.

The network's guess of a voice generalises from several hundred speakers. Here the guess is optimised until sentences
rendered with it, played by the vocoder and embedded by the frozen speaker encoder, match the person's recording, while
a frozen recogniser still recognises the text. A second, unrelated encoder supplies what the first one leaves open. Only
the vectors that condition the decoder's blocks are changed, as in the embedding-only adaptation of arXiv 1802.06006
(section 3.1), but neither a transcript nor the recording is needed: its embeddings and statistics are enough.
"""

from contextlib import contextmanager

import numpy as np
import torch
import torch.nn.functional as F

from synthesizer.losses import IGNORED, is_speech, masked_mean, mean_spectrum_loss, phonemes_heard
from synthesizer.parallel.network import spread
from synthesizer.text.phonemes import encode
from toolbox.core.cloning.hearing import Hearing
from training.trained import fast_bfloat16

STEPS, RATE = 8, 0.035
SENTENCES_A_STEP, DECODER_STEPS = 2, 80
LIKENESS, SECOND, TONE, WORDS, PAUSES, NEAR = 1.0, 1.0, 0.2, 0.8, 0.8, 0.5  # weights of the terms
# The sentences rendered during adaptation; together they contain every phoneme of English.
SENTENCES = (
    "The young chef measured a cup of fresh orange juice, then poured it over the boiled fish.",
    "My father usually walks the old dog through the park before the evening gets too cold.",
    "Which of these books would you choose if you had a whole month without any work to do?",
    "A huge yellow bird sat on the garage roof and watched the children play with their toys.",
    "They thought that nothing could be heard from the other house, but every word came through.",
    "Just before the bridge we turned left, passed a church, and found the village by the lake.",
)


@contextmanager
def one_thread(device):
    """Compute in one thread on the CPU: for networks this small, threads that sleep while they wait cost more than they
    do."""
    before = torch.get_num_threads()
    if device.type == "cpu":
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Adapter:
    """Optimises the voice vectors of a synthesizer for a person.

    Parameters
    ----------
    network : synthesizer.parallel.network.ParallelSynthesizer
    hearing : Hearing
        Plays the rendered mels and embeds the speech.
    listener : synthesizer.recogniser.network.RecogniserNetwork
        `listener.listen`, log-mels -> logits of the symbols in each frame, and what these are made of.
    sentences : list of str
        The sentences to render, in phonemes.
    """

    def __init__(self, network, hearing: Hearing, listener, sentences):
        self.network, self.listener = network.requires_grad_(False), listener.requires_grad_(False)
        self.hearing = hearing
        self.sentences = [torch.tensor([[0, *encode(s), 0]]) for s in sentences]

    def adapt(self, embedding, statistics, second=None, progress=lambda share: None, cancelled=lambda: False):
        """Find the voice vectors of a person.

        Parameters
        ----------
        embedding : float32 array (embedding_size,)
            Embedding of the speaker, unit length.
        statistics : float32 array (n_statistics,)
            Statistics of the voice (audio.voice).
        second : float32 array (n,), optional
            Embedding of the speaker by the second encoder, unit length; without it that encoder is not used.
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called at every step.

        Returns
        -------
        float32 array (n_decoder_blocks, voice_dim), or None if it was cancelled
        """
        with one_thread(self.network.mel_mean.device):
            return self._adapt(embedding, statistics, second, progress, cancelled)

    def _adapt(self, embedding, statistics, second, progress, cancelled):
        network, device = self.network, self.network.mel_mean.device
        embedding, statistics, second = (
            None if x is None else torch.tensor(np.asarray(x, dtype=np.float32), device=device)[None]
            for x in (embedding, statistics, second))
        statistics, rng = network.quieten(statistics), np.random.default_rng(0)
        with torch.no_grad():
            guess = network.voices(embedding, statistics, second)
            said = self._say(network.condition(*network.reader(embedding, statistics)), guess, statistics, rng)
            guess = guess[0]
        # The first row is the change shared by all blocks, the others are each block's own.
        moves = torch.zeros(1 + network.config.n_decoder_blocks, guess.shape[1], device=device)
        mean, square = torch.zeros_like(moves), torch.zeros_like(moves)
        for step in range(1, STEPS + 1):
            progress((step - 1) / STEPS)
            if cancelled():
                return None
            moves = moves.detach().requires_grad_(True)
            with torch.enable_grad():
                loss = self._loss(guess + moves[:1] + moves[1:], said, embedding, statistics, second, rng)
                far = moves[0].square().mean() + moves[1:].square().mean()
                gradient, = torch.autograd.grad(loss + NEAR * far, moves)
            # Adam (arXiv 1412.6980) by hand: torch.optim takes a second to import.
            mean, square = mean.lerp(gradient, 0.1), square.lerp(gradient.square(), 0.001)
            moves = moves - RATE * mean / (1 - 0.9 ** step) / ((square / (1 - 0.999 ** step)).sqrt() + 1e-8)
        progress(1.0)
        return (guess + moves[:1] + moves[1:]).detach().cpu().numpy()

    def _say(self, reader, voice, statistics, rng):
        """Each sentence as it is said by the first guess: spread text, pitch, voicing, noise, phonemes to be heard, and
        the mel (n_steps, reduction * n_mels)."""
        network, device = self.network, voice.device
        said = []
        for symbols in self.sentences:
            symbols = symbols.to(device)
            text, log_durations = network.read(symbols, reader, torch.ones(symbols.shape, device=device))
            boundaries = F.pad(log_durations.exp().clamp(min=0.5).cumsum(dim=1), (1, 0))
            n_steps = max(DECODER_STEPS, round(float(boundaries[0, -1])))
            mask = torch.ones(1, n_steps, device=device)
            wide = spread(text, boundaries, n_steps)
            pitch, voicing = network.contour(wide, reader, mask)
            voicing = (voicing > 0).float()
            noise = rng.standard_normal((1, n_steps, network.config.noise_dim), dtype=np.float32)
            noise = torch.from_numpy(noise).to(device)
            wanted = phonemes_heard(symbols, boundaries, torch.arange(n_steps, device=device)[None])
            mel = network.decode(wide, pitch, voicing, statistics[:, 0], voice, mask, noise)
            mel = mel.transpose(1, 2).reshape(1, n_steps, -1)
            said.append([x[0] for x in (wide, pitch, voicing, noise, wanted, mel)])
        return said

    def _loss(self, voices, said, embedding, statistics, second, rng):
        network, n = self.network, SENTENCES_A_STEP
        cuts = []
        for i in rng.choice(len(said), n, replace=False):
            start = int(rng.integers(0, len(said[i][1]) - DECODER_STEPS + 1))
            cuts.append([x[start: start + DECODER_STEPS] for x in said[i]])
        wide, pitch, voicing, noise, wanted, first = (torch.stack(x) for x in zip(*cuts, strict=True))
        mel = network.decode(wide, pitch, voicing, statistics[:, 0].expand(n), voices.expand(n, -1, -1),
                             torch.ones_like(pitch), noise)
        f0 = (statistics[:, :1] + pitch).exp().repeat_interleave(network.config.reduction, dim=1)
        noise = rng.standard_normal((n, f0.shape[1] * network.config.mel.hop_length), dtype=np.float32)
        wavs = self.hearing.play(mel, f0, statistics, torch.from_numpy(noise).to(mel.device))
        unlike = LIKENESS * (1 - _cosine(self.hearing.embed(wavs), embedding))
        if second is not None:
            with torch.autocast(mel.device.type, torch.bfloat16, enabled=mel.device.type != "cpu" or fast_bfloat16()):
                unlike = unlike + SECOND * (1 - _cosine(self.hearing.embed_second(wavs), second))
        logits, _ = self.listener.listen(mel)
        wanted = wanted.repeat_interleave(network.config.reduction, dim=1)
        words = F.cross_entropy(logits.float(), wanted, ignore_index=IGNORED)
        # The encoder also hears the room, which a clone should not have: pauses must not become louder.
        first = first.reshape(n, mel.shape[2], -1).transpose(1, 2)
        louder = masked_mean((mel - first).relu(), 1 - is_speech(mel)[:, None])
        return unlike + TONE * mean_spectrum_loss(mel, statistics) + WORDS * words + PAUSES * louder


def _cosine(heard, wanted):
    """Of the mean of some embeddings (batch, n) and one (1, n)."""
    return F.cosine_similarity(heard.float().mean(dim=0, keepdim=True), wanted).mean()
