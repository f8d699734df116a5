"""Adaptation to one person: a few steps of gradient descent on the voice vectors.

The network's guess of a voice generalises from several hundred speakers. Here the guess is optimised until sentences
rendered with it, played by the vocoder and embedded by the frozen speaker encoder, match the person's recording, while
a frozen recogniser still recognises the text. A second, unrelated encoder supplies what the first one leaves open. Only
the vectors that condition the decoder's blocks are changed, as in the embedding-only adaptation of arXiv 1802.06006
(section 3.1), but neither a transcript nor the recording is needed: its embeddings and statistics are enough.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from audio.errors import Cancelled
from synthesizer.losses import IGNORED, is_speech, masked_mean, mean_spectrum_loss, phonemes_heard
from synthesizer.parallel.network import ParallelSynthesizer, spread
from synthesizer.text.phonemes import encode
from toolbox.core.cloning.hearing import Hearing
from training.threads import in_one_thread
from training.trained import fast_bfloat16

STEPS, RATE = 8, 0.035
SHARE = 0.7  # of the steps' sum that is used: the rest adds little likeness and costs clarity
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


class Adapter:
    """Optimises the voice vectors of a synthesizer for a person.

    Parameters
    ----------
    network : synthesizer.parallel.network.ParallelSynthesizer
    hearing : Hearing
        Plays the rendered mels and embeds the speech.
    listener : synthesizer.recogniser.network.RecogniserNetwork
        `listener.listen` returns the logits of the symbols in each frame of log-mels, and their features.
    sentences : list of str
        The sentences to render, in phonemes.
    """

    def __init__(self, network: ParallelSynthesizer, hearing: Hearing, listener: Any, sentences: Sequence[str]):
        self.network, self.listener = network.requires_grad_(False), listener.requires_grad_(False)
        self.hearing = hearing
        self.sentences = [torch.tensor([[0, *encode(s), 0]]) for s in sentences]

    def begin(self, embedding: np.ndarray, statistics: np.ndarray, second: np.ndarray | None = None) -> "Adaptation":
        """Begin to adapt to a person.

        Parameters
        ----------
        embedding : float32 array (embedding_size,)
            Embedding of the speaker, unit length.
        statistics : float32 array (n_statistics,)
            Statistics of the voice (audio.voice).
        second : float32 array (n,), optional
            Embedding of the speaker by the second encoder, unit length; without it that encoder is not used.

        Returns
        -------
        Adaptation
            Nothing is computed before its `run`.
        """
        return Adaptation(self, embedding, statistics, second)

    def adapt(self, embedding: np.ndarray, statistics: np.ndarray, second: np.ndarray | None = None,
              progress: Callable[[float], None] = lambda share: None,
              cancelled: Callable[[], bool] = lambda: False) -> np.ndarray | None:
        """Find the voice vectors of a person: `begin` and `run` in one."""
        return self.begin(embedding, statistics, second).run(progress, cancelled)

    def _say(self, reader, voice, statistics, rng):
        """Render each sentence with the first guess of the voice.

        Returns the spread text, pitch, voicing, noise, phonemes and the mel (n_steps, reduction * n_mels).
        """
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

    def _loss(self, voices, said, embedding, statistics, second, rng, go_on):
        """Return the loss. `go_on` is called between the parts of the computation, and may raise."""
        network, n = self.network, SENTENCES_A_STEP
        cuts = []
        for i in rng.choice(len(said), n, replace=False):
            start = int(rng.integers(0, len(said[i][1]) - DECODER_STEPS + 1))
            cuts.append([x[start: start + DECODER_STEPS] for x in said[i]])
        wide, pitch, voicing, noise, wanted, first = (torch.stack(x) for x in zip(*cuts, strict=True))
        mel = network.decode(wide, pitch, voicing, statistics[:, 0].expand(n), voices.expand(n, -1, -1),
                             torch.ones_like(pitch), noise)
        mel.register_hook(go_on)  # on the way back as well
        go_on()
        f0 = (statistics[:, :1] + pitch).exp().repeat_interleave(network.config.reduction, dim=1)
        noise = rng.standard_normal((n, f0.shape[1] * network.config.mel.hop_length), dtype=np.float32)
        wavs = self.hearing.play(mel, f0, statistics, torch.from_numpy(noise).to(mel.device))
        wavs.register_hook(go_on)
        go_on()
        unlike = LIKENESS * (1 - _cosine(self.hearing.embed(wavs), embedding))
        if second is not None:
            with torch.autocast(mel.device.type, torch.bfloat16, enabled=mel.device.type != "cpu" or fast_bfloat16()):
                unlike = unlike + SECOND * (1 - _cosine(self.hearing.embed_second(wavs), second))
        go_on()
        logits, _ = self.listener.listen(mel)
        wanted = wanted.repeat_interleave(network.config.reduction, dim=1)
        words = F.cross_entropy(logits.float(), wanted, ignore_index=IGNORED)
        # The encoder also hears the room, which a clone should not have: pauses must not become louder.
        first = first.reshape(n, mel.shape[2], -1).transpose(1, 2)
        louder = masked_mean((mel - first).relu(), 1 - is_speech(mel)[:, None])
        return unlike + TONE * mean_spectrum_loss(mel, statistics) + WORDS * words + PAUSES * louder


class Adaptation:
    """One voice's adaptation, which can be cancelled at any time and continues when it is run again.

    Its result does not depend on interruptions, because each step draws its own random numbers.
    """

    def __init__(self, adapter: Adapter, embedding: np.ndarray, statistics: np.ndarray, second: np.ndarray | None):
        network = adapter.network
        self._adapter, self._device = adapter, network.mel_mean.device
        known: list[Any] = [
            None if x is None else torch.tensor(np.asarray(x, dtype=np.float32), device=self._device)[None]
            for x in (embedding, statistics, second)]
        self._embedding, self._statistics, self._second = known[0], network.quieten(known[1]), known[2]
        self._guess = self._said = None
        # The first row is the change common to all blocks, the others are additional changes for each.
        self._moves = torch.zeros(1 + network.config.n_decoder_blocks, network.config.voice_dim, device=self._device)
        self._mean, self._square = torch.zeros_like(self._moves), torch.zeros_like(self._moves)
        self._step = 0

    def run(self, progress: Callable[[float], None] = lambda share: None,
            cancelled: Callable[[], bool] = lambda: False) -> np.ndarray | None:
        """Adapt to the end.

        Parameters
        ----------
        progress : callable
            Receives the share completed.
        cancelled : callable
            Called several times per step.

        Returns
        -------
        float32 array (n_decoder_blocks, voice_dim), or None if it was cancelled
        """
        def go_on(_=None):
            if cancelled():
                raise Cancelled

        try:
            with in_one_thread(self._device):
                self._prepare()
                while self._step < STEPS:
                    progress(self._step / STEPS)
                    go_on()
                    self._take_step(go_on)
        except Cancelled:
            return None
        progress(1.0)
        return self._voices(SHARE * self._moves).detach().cpu().numpy()

    def _prepare(self):
        if self._said is not None:
            return
        network, known = self._adapter.network, (self._embedding, self._statistics)
        with torch.no_grad():
            guess = network.voices(*known, self._second)
            self._said = self._adapter._say(network.condition(*network.reader(*known)), guess, self._statistics,
                                            np.random.default_rng(0))
            self._guess = guess[0]

    def _take_step(self, go_on):
        step, moves = self._step + 1, self._moves.detach().requires_grad_(True)
        with torch.enable_grad():
            loss = self._adapter._loss(self._voices(moves), self._said, self._embedding, self._statistics,
                                       self._second, np.random.default_rng((0, step)), go_on)
            far = moves[0].square().mean() + moves[1:].square().mean()
            gradient, = torch.autograd.grad(loss + NEAR * far, moves)
        # Adam (arXiv 1412.6980) written out, because importing torch.optim takes a second.
        self._mean, self._square = self._mean.lerp(gradient, 0.1), self._square.lerp(gradient.square(), 0.001)
        scale = (self._square / (1 - 0.999 ** step)).sqrt() + 1e-8
        self._moves, self._step = moves.detach() - RATE * self._mean / (1 - 0.9 ** step) / scale, step

    def _voices(self, moves):
        return self._guess + moves[:1] + moves[1:]


def _cosine(heard, wanted):
    """Return the cosine similarity of the mean of embeddings (batch, n) with another one (1, n)."""
    return F.cosine_similarity(heard.float().mean(dim=0, keepdim=True), wanted).mean()
