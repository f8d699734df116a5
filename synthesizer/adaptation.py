"""Closer to one person: a few steps of gradient descent on the voice vector.

The network's guess of a voice generalises from some hundred speakers. Here the guess is moved until sentences that are
said with it, heard by the frozen speaker encoder, lie where the person's own recording lies, while a frozen listener
still hears the text. Only the vector moves that every block sees, as in the embedding-only adaptation of arXiv
1802.06006 (section 3.1), but neither a transcript nor the recording is needed: its embedding and statistics are enough.
"""

from contextlib import contextmanager

import numpy as np
import torch
import torch.nn.functional as F

from synthesizer.losses import IGNORED, heard_as, is_speech, masked_mean, mean_spectrum_loss, phonemes_heard
from synthesizer.parallel import spread
from synthesizer.text.phonemes import encode

STEPS, RATE = 12, 0.035
SENTENCES_A_STEP, DECODER_STEPS = 2, 80
LIKENESS, TONE, WORDS, PAUSES, NEAR = 1.0, 0.2, 0.4, 0.4, 0.5  # weights of the terms
# What is said to nobody; between them they hold every phoneme of English.
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
    """Moves the voice vector of a synthesizer towards a person.

    Parameters
    ----------
    network : synthesizer.parallel.ParallelSynthesizer
    embedder : torch.nn.Module
        Frozen: log-mels (batch, n_mels, embedder.frames) -> speaker embeddings (batch, embedding_size).
    listener : torch.nn.Module
        Frozen: `listener.listen`, log-mels -> logits of `listener.symbols` for each frame, and what these are made of.
    sentences : list of str
        In phonemes; what is said while listening.
    """

    def __init__(self, network, embedder, listener, sentences):
        self.network = network.requires_grad_(False)
        self.embedder, self.listener = embedder.requires_grad_(False), listener.requires_grad_(False)
        self.sentences = [torch.tensor([[0, *encode(s), 0]]) for s in sentences]
        self.heard_as = heard_as(listener.symbols)

    def to(self, device):
        """Move the frozen networks to another device; the synthesizer's is its owner's."""
        self.embedder.to(device)
        self.listener.to(device)

    def adapt(self, embedding, statistics, progress=lambda share: None, cancelled=lambda: False):
        """Find the voice vector of a person.

        Parameters
        ----------
        embedding : float32 array (embedding_size,)
            Of the speaker, unit length.
        statistics : float32 array (n_statistics,)
            Of the voice (audio.voice).
        progress : callable
            Told the share done.
        cancelled : callable
            Asked at every step.

        Returns
        -------
        float32 array (voice_dim,), or None if it was cancelled
        """
        with one_thread(self.network.mel_mean.device):
            return self._adapt(embedding, statistics, progress, cancelled)

    def _adapt(self, embedding, statistics, progress, cancelled):
        network, device = self.network, self.network.mel_mean.device
        embedding, statistics = (torch.as_tensor(np.asarray(x, dtype=np.float32), device=device)[None]
                                 for x in (embedding, statistics))
        statistics, rng = network.quieten(statistics), np.random.default_rng(0)
        with torch.no_grad():
            guess = network.condition(embedding, statistics)
            said = self._say(network.condition(*network.reader(embedding, statistics)), guess, statistics, rng)
        voice, mean, square = guess, torch.zeros_like(guess), torch.zeros_like(guess)
        for step in range(1, STEPS + 1):
            progress((step - 1) / STEPS)
            if cancelled():
                return None
            voice = voice.detach().requires_grad_(True)
            with torch.enable_grad():
                gradient, = torch.autograd.grad(self._loss(voice, guess, said, embedding, statistics, rng), voice)
            # Adam (arXiv 1412.6980) by hand: torch.optim takes a second to be imported.
            mean, square = mean.lerp(gradient, 0.1), square.lerp(gradient.square(), 0.001)
            voice = voice - RATE * mean / (1 - 0.9 ** step) / ((square / (1 - 0.999 ** step)).sqrt() + 1e-8)
        progress(1.0)
        return voice.detach()[0].cpu().numpy()

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
            wanted = phonemes_heard(symbols, boundaries, torch.arange(n_steps, device=device)[None],
                                    self.heard_as.to(device))
            mel = network.decode(wide, pitch, voicing, statistics[:, 0], voice, mask, noise)
            mel = mel.transpose(1, 2).reshape(1, n_steps, -1)
            said.append([x[0] for x in (wide, pitch, voicing, noise, wanted, mel)])
        return said

    def _loss(self, voice, guess, said, embedding, statistics, rng):
        network, n = self.network, SENTENCES_A_STEP
        cuts = []
        for i in rng.choice(len(said), n, replace=False):
            start = int(rng.integers(0, len(said[i][1]) - DECODER_STEPS + 1))
            cuts.append([x[start: start + DECODER_STEPS] for x in said[i]])
        wide, pitch, voicing, noise, wanted, first = (torch.stack(x) for x in zip(*cuts, strict=True))
        mel = network.decode(wide, pitch, voicing, statistics[:, 0].expand(n), voice.expand(n, -1),
                             torch.ones_like(pitch), noise)
        heard = self.embedder(mel[..., : self.embedder.frames])
        likeness = F.cosine_similarity(heard.mean(dim=0, keepdim=True), embedding).mean()
        logits, _ = self.listener.listen(mel)
        wanted = wanted.repeat_interleave(network.config.reduction, dim=1)
        words = F.cross_entropy(logits.float(), wanted, ignore_index=IGNORED)
        # The encoder hears the room, too, which a clone is to be without: pauses may not become louder.
        first = first.reshape(n, mel.shape[2], -1).transpose(1, 2)
        louder = masked_mean((mel - first).relu(), 1 - is_speech(mel)[:, None])
        return (LIKENESS * (1 - likeness) + TONE * mean_spectrum_loss(mel, statistics) + WORDS * words
                + PAUSES * louder + NEAR * (voice - guess).square().mean())
