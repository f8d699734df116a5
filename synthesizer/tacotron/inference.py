"""Characters and a voice -> mel spectrogram, frame by frame: `TacotronSynthesizer`."""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from audio.mel import from_symmetric
from synthesizer.reading import Reading, Synthesis, place_words
from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.network import Tacotron
from synthesizer.text import Sentence
from synthesizer.text.characters import encode, spell
from training.trained import MelModel

KIND = "synthesizer/tacotron"
LONGEST = (2.0, 0.2)  # seconds, and seconds per character, after which decoding is considered to have failed


class TacotronSynthesizer(MelModel):
    """Synthesizer with Tacotron, as published with SV2TTS."""

    kind, network_type, config_type = KIND, Tacotron, TacotronConfig
    name = "Tacotron"
    output_gain = 1.0
    shifts_pitch = adapts = False
    languages = ("en-us",)  # languages on which the network was trained

    def read(self, sentence: Sentence) -> Reading:
        """Return the Reading of a sentence as characters; it has no symbols if nothing can be pronounced."""
        symbols, unpronounced = spell(sentence.text)
        words = place_words(((word, word) for word in symbols.split()), symbols)
        return Reading(sentence.text, symbols, words, tuple(unpronounced))

    def plan(self, reading: Reading, embedding: np.ndarray, statistics: np.ndarray,
             pitch_shift: float = 0.0) -> Reading:
        """Return the reading unchanged: this network determines durations and pitch only while rendering."""
        return reading

    @torch.inference_mode()
    def render(self, reading: Reading, embedding: np.ndarray, statistics: np.ndarray,
               second: np.ndarray | None = None, seed: int = 0,
               cancelled: Callable[[], bool] = lambda: False) -> Synthesis:
        """Render the mel spectrogram of a reading.

        Parameters
        ----------
        reading : Reading
            Its `speed` divides the length of the result.
        embedding : float32 array (256,)
            Embedding of the speaker, unit length.
        statistics, second :
            Ignored: this network is conditioned on the embedding alone.
        seed : int
        cancelled : callable
            Called before each step; if it returns True, the result so far is returned.

        Returns
        -------
        Synthesis
            Without pitch and voicing; durations are taken from the attention.
        """
        characters, speed = reading.symbols, reading.speed
        network, c = self.network, self.network.config
        seconds_a_frame = c.mel.hop_length / c.mel.rate
        symbols = torch.tensor([encode(characters)], device=self.device)
        embedding = torch.as_tensor(np.asarray(embedding, dtype=np.float32), device=self.device)[None]
        longest = LONGEST[0] + LONGEST[1] * len(characters)
        # The pre-nets' dropout draws from PyTorch's global generator, whose state belongs to the caller.
        with torch.random.fork_rng(devices=[self.device] if self.device.type == "cuda" else []):
            torch.manual_seed(seed)
            made = network.generate(symbols, embedding, int(longest / seconds_a_frame / network.reduction), cancelled)
        mel = made.mel[0]
        loud = torch.nonzero(mel.amax(dim=0) >= network.stop_threshold)
        n_frames = int(loud[-1]) + 1 if len(loud) else network.reduction
        mel = mel[:, :n_frames]
        attention = made.attention[0].T.repeat_interleave(network.reduction, dim=1)[:, :n_frames]
        durations = np.bincount(attention.argmax(dim=0).cpu().numpy(), minlength=symbols.shape[1]) * seconds_a_frame
        if speed != 1:
            n_frames = max(1, round(n_frames / speed))
            mel = F.interpolate(mel[None], n_frames, mode="linear")[0]
            attention = F.interpolate(attention[None], n_frames)[0]
        return Synthesis(from_symmetric(mel).clamp(min=float(np.log(c.mel.floor))).cpu().numpy(), None, None,
                         np.concatenate([[0.0], durations / speed]).astype(np.float32),
                         attention[: len(characters)].cpu().numpy())
