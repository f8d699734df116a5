"""The parallel synthesizer: explicit durations and pitch, every block conditioned on the voice.

In the manner of FastSpeech 2 (arXiv 2006.04558): phonemes are encoded, spread over time by their durations, given a
pitch contour, and decoded to mel frames all at once. The blocks are ConvNeXt's (arXiv 2201.03545) with the voice in an
adaptive layer norm (arXiv 2212.09748): SV2TTS's conditioning on the speaker embedding (arXiv 1806.04558, section 2.2),
carried into every layer.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from audio.voice import BACKGROUND, MEAN, N_BANDS
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.text.phonemes import PAD, encode

NEAREST = 5  # readers to average
N_PROSODY = MEAN.start  # number of statistics of pitch and tempo, which come first
SPEECH = 2.8  # log-amplitude below the loudest step (24 dB) that counts as speech
MARKS = ";:,.!?—…"  # silent symbols
STOPS, VOWELS = "pbtdkɡTʔ", "AIOQWYaeiouyɐɑɒæɔəɚɛɜɪɨʊʌᵊᵻøœ"
LAST_STOP, LAST_SOUND, LAST_VOWEL = 4.0, 8.0, 12.0  # longest duration in steps before a mark
NEAR_SPEECH, FADE = 2.0, 3.0  # steps beside phonemes that may contain sound, and of the fade after them
QUIET = -10.5  # log-mel of silent steps
PLACES = 3  # channels of `spread` for the position of a step in its phoneme


class ParallelSynthesizer(nn.Module):
    """Phonemes, speaker embedding and voice statistics -> log-mel spectrogram."""

    def __init__(self, config: SynthesizerConfig = SynthesizerConfig()):
        super().__init__()
        self.config = config
        c = config
        self.statistics_mean = nn.Buffer(torch.zeros(c.n_statistics))
        self.statistics_scale = nn.Buffer(torch.ones(c.n_statistics))
        self.mel_mean = nn.Buffer(torch.full((c.mel.n_mels,), -6.0))
        self.mel_scale = nn.Buffer(torch.full((c.mel.n_mels,), 2.5))
        self.reader_embeddings = nn.Buffer(torch.zeros(c.n_readers, c.embedding_size))
        self.reader_statistics = nn.Buffer(torch.zeros(c.n_readers, c.n_statistics))
        self.reader_languages = nn.Buffer(torch.zeros(c.n_readers, dtype=torch.long))
        self.voice = nn.Sequential(nn.Linear(c.embedding_size + c.n_statistics, c.voice_dim * 2), nn.GELU(),
                                   nn.Linear(c.voice_dim * 2, c.voice_dim))
        known = c.embedding_size + c.n_statistics + c.second_size + 1
        self.block_voices = nn.Sequential(nn.Linear(known, c.voice_hidden), nn.GELU(),
                                          nn.Linear(c.voice_hidden, c.voice_hidden), nn.GELU(),
                                          nn.Linear(c.voice_hidden, c.n_decoder_blocks * c.voice_dim))
        self.symbols = nn.Embedding(c.n_symbols, c.text_dim)
        self.language = nn.Embedding(len(c.languages), c.text_dim)
        self.text = Backbone(c.text_dim, c.text_hidden, c.text_layers, c.kernel_size, c.voice_dim)
        self.content = Backbone(c.text_dim, c.text_hidden, c.content_layers, c.kernel_size, c.voice_dim)
        self.duration_in = nn.Linear(c.text_dim, c.prosody_dim)
        self.duration = Backbone(c.prosody_dim, 2 * c.prosody_dim, c.prosody_layers, c.kernel_size, c.voice_dim)
        self.duration_out = nn.Linear(c.prosody_dim, 1)
        self.pitch_in = nn.Linear(c.text_dim + PLACES, c.prosody_dim)
        self.pitch = Backbone(c.prosody_dim, 2 * c.prosody_dim, c.prosody_layers, c.kernel_size, c.voice_dim)
        self.pitch_out = nn.Linear(c.prosody_dim, 2)
        self.frame_in = nn.Linear(c.text_dim + PLACES + 3 + c.noise_dim, c.dim)
        self.loudness_in = nn.Linear(2, c.dim, bias=False)
        self.decoder = Backbone(c.dim, c.hidden_dim, c.n_layers, c.kernel_size, c.voice_dim)
        self.detail_in = nn.Linear(c.dim, c.detail_dim * c.reduction)
        self.detail = Backbone(c.detail_dim, 3 * c.detail_dim, c.detail_layers, c.kernel_size, c.voice_dim)
        self.mel_out = nn.Linear(c.detail_dim, c.mel.n_mels)
        # These start without effect, so that a network without them can be trained further.
        last: Any = self.block_voices[-1]
        for weights in (self.language.weight, self.loudness_in.weight, last.weight, last.bias):
            nn.init.zeros_(weights)

    def condition(self, embedding: Tensor, statistics: Tensor) -> Tensor:
        """Return the vector (batch, voice_dim) that conditions the blocks over text and prosody, from a voice's
        embedding (batch, embedding_size) and statistics (batch, n_statistics)."""
        return self.voice(torch.cat(self._normal(embedding, statistics), dim=1))

    def voices(self, embedding: Tensor, statistics: Tensor, second: Tensor | None = None) -> Tensor:
        """Return the vectors (batch, n_decoder_blocks, voice_dim) that condition the decoder's blocks on a voice.

        `second` (batch, second_size) is its embedding by the second encoder, all zeros if unknown.
        """
        c = self.config
        if second is None:
            second = embedding.new_zeros(len(embedding), c.second_size)
        known = (second.square().sum(dim=1, keepdim=True) > 0).to(second)
        inputs = torch.cat([*self._normal(embedding, statistics), second * 14, known], dim=1)
        own = self.block_voices(inputs).unflatten(1, (c.n_decoder_blocks, c.voice_dim))
        return self.condition(embedding, statistics)[:, None] + own

    def _normal(self, embedding, statistics):
        # A unit vector of 256 has entries of about 1/16; the other inputs are about 1.
        return embedding * 16, ((statistics - self.statistics_mean) / self.statistics_scale).clamp(-4, 4)

    def quieten(self, statistics: Tensor) -> Tensor:
        """Limit the noise floor in voice statistics to the mean of the training data."""
        quiet = statistics.clone()
        quiet[:, BACKGROUND] = quiet[:, BACKGROUND].minimum(self.statistics_mean[BACKGROUND])
        return quiet

    def reader(self, embedding: Tensor, statistics: Tensor, language: int = 0) -> tuple[Tensor, Tensor]:
        """Return embedding and statistics of the readers most similar to a voice in a language (given by its number),
        with the voice's own pitch and tempo.

        Durations learnt from recordings with estimated boundaries slur consonants; those of the readers are exact. If
        the network has no readers of the language, the voice itself is returned.
        """
        of_language = (self.reader_languages == language).nonzero()[:, 0]
        if not len(of_language):
            return embedding, statistics
        likeness = embedding @ self.reader_embeddings[of_language].T
        nearest = of_language[likeness.topk(min(NEAREST, len(of_language)), dim=1).indices]
        read_like = self.reader_statistics[nearest].mean(dim=1)
        return (F.normalize(self.reader_embeddings[nearest].mean(dim=1), dim=1),
                torch.cat([statistics[:, :N_PROSODY], read_like[:, N_PROSODY:]], dim=1))

    def towards_readers(self, voice: Tensor, embedding: Tensor, statistics: Tensor, second: Tensor | None,
                        language: int, accent: float, sound: float) -> Tensor:
        """Return a voice moved towards those of the most similar readers of a language (its number).

        A voice carries its speaker's accent, and the room and microphone of the recording it was learnt from. The first
        blocks form the sounds, the last ones the timbre, so only the former take on the readers' accent. The sound of
        their studio is what the network makes of the same speaker with the readers' long-term spectrum.

        Parameters
        ----------
        voice : float tensor (1, n_decoder_blocks, voice_dim)
        embedding, statistics, second : float tensors (1, embedding_size), (1, n_statistics), (1, second_size)
            As for `voices`.
        language : int
        accent, sound : float
            Shares of the way to the readers' accent and to the sound of their recordings.

        Returns
        -------
        float tensor (1, n_decoder_blocks, voice_dim)
        """
        if not (self.reader_languages == language).any():
            return voice
        n, readers = self.config.n_layers, self.reader(embedding, statistics, language)
        if sound:
            voice = voice.lerp(self.voices(embedding, readers[1], second), sound)
        if accent:
            voice = torch.cat([voice[:, :n].lerp(self.voices(*readers)[:, :n], accent), voice[:, n:]], dim=1)
        return voice

    def read(self, symbols: Tensor, voice: Tensor, mask: Tensor,
             language: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Encode symbols and predict their durations.

        Parameters
        ----------
        symbols : long tensor (batch, n_symbols)
        voice : float tensor (batch, voice_dim)
        mask : float tensor (batch, n_symbols)
        language : long tensor (batch,), optional
            The number of each text's language; the first language by default.

        Returns
        -------
        (text, log_durations) : float tensors (batch, n_symbols, text_dim), (batch, n_symbols)
            Durations in steps.
        """
        if language is None:
            language = symbols.new_zeros(len(symbols))
        text = self.text(self.symbols(symbols) + self.language(language)[:, None], voice, mask)
        log_durations = self.duration_out(self.duration(self.duration_in(text), voice, mask))
        return text, log_durations.squeeze(-1).float()

    def hear(self, posteriors: Tensor, voice: Tensor, mask: Tensor, trimmed: bool = False) -> Tensor:
        """Encode a recogniser's output at each step, in place of spread text.

        Parameters
        ----------
        posteriors : float tensor (batch, n_steps, n_symbols)
            The probability of each symbol.
        voice : float tensor (batch, voice_dim)
        mask : float tensor (batch, n_steps)
        trimmed : bool
            Whether to omit the first steps, which would need earlier ones than there are.

        Returns
        -------
        float tensor (batch, n_steps, text_dim + PLACES)
            In the form returned by `spread`, without positions in phonemes; n_steps less `content.context` if trimmed.
        """
        content = self.content(posteriors @ self.symbols.weight, voice, mask, trimmed)
        return F.pad(content, (0, PLACES))

    def contour(self, spread: Tensor, voice: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Predict the pitch of spread text relative to the voice's mean, and the logit of voicing: each (batch,
        n_steps)."""
        out = self.pitch_out(self.pitch(self.pitch_in(spread), voice, mask)).float()
        return out[..., 0], out[..., 1]

    def decode(self, spread: Tensor, pitch: Tensor, voicing: Tensor, mean_log_f0: Tensor, voice: Tensor, mask: Tensor,
               noise: Tensor | None = None, loudness: Tensor | None = None, trimmed: bool = False) -> Tensor:
        """Decode spread text or encoded content with a pitch contour to a log-mel.

        Parameters
        ----------
        spread : float tensor (batch, n_steps, text_dim + PLACES)
        pitch, voicing : float tensors (batch, n_steps)
            Log-f0 relative to the voice's mean, and 1 where voiced.
        mean_log_f0 : float tensor (batch,)
        voice : float tensor (batch, n_decoder_blocks, voice_dim), or (batch, voice_dim) for all blocks
        mask : float tensor (batch, n_steps)
        noise : float tensor (batch, n_steps, noise_dim), optional
            Drawn by default.
        loudness : float tensor (batch, n_steps), optional
            As measured by `loudness`; where it is NaN, and by default, the network chooses it.
        trimmed : bool
            Whether to omit the first frames, which would need earlier ones than there are.

        Returns
        -------
        float tensor (batch, n_mels, n_steps * reduction)
            Less `decoder.context` steps and `detail.context` frames if trimmed.
        """
        c = self.config
        coarse, fine = (voice, voice) if voice.dim() == 2 else (voice[:, : c.n_layers], voice[:, c.n_layers:])
        absolute = (mean_log_f0[:, None] + pitch - 5.1) / 0.35
        if noise is None:
            noise = torch.randn(*spread.shape[:2], c.noise_dim, device=spread.device)
        contour = torch.stack([pitch * 4, absolute * voicing, voicing], dim=-1)
        x = self.frame_in(torch.cat([spread, contour, noise], dim=-1))
        if loudness is not None:
            given = loudness.isfinite()
            x = x + self.loudness_in(torch.stack([loudness.nan_to_num(0.0), given.to(loudness)], dim=-1))
        x = self.decoder(x, coarse, mask, trimmed)
        x = self.detail_in(x).reshape(len(x), -1, c.detail_dim)
        mask = mask.repeat_interleave(c.reduction, dim=1)
        x = self.mel_out(self.detail(x, fine, mask[:, mask.shape[1] - x.shape[1]:], trimmed)).float()
        return (x * self.mel_scale + self.mel_mean).transpose(1, 2)


class Backbone(nn.Module):
    """ConvNeXt blocks with an adaptive layer norm; (batch, length, dim) -> the same.

    The voice is one vector for all blocks (batch, voice_dim), or one per block (batch, n_layers, voice_dim). With
    `trimmed`, the first `context` frames are omitted, which would need earlier ones than there are.
    """

    def __init__(self, dim: int, hidden_dim: int, n_layers: int, kernel_size: int, voice_dim: int):
        super().__init__()
        self.context = kernel_size // 2 * n_layers
        self.blocks = nn.ModuleList(VoiceBlock(dim, hidden_dim, kernel_size, voice_dim) for _ in range(n_layers))
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor, voice: Tensor, mask: Tensor, trimmed: bool = False) -> Tensor:
        voices = voice.unbind(1) if voice.dim() == 3 else [voice] * len(self.blocks)
        lead = self.context // len(self.blocks) if trimmed else 0
        for block, own in zip(self.blocks, voices, strict=True):
            x = block(x, own, mask[:, mask.shape[1] - x.shape[1]:], lead)
        return self.norm(x)


class VoiceBlock(nn.Module):
    """Depthwise convolution, adaptive layer norm, pointwise network, gated residual.

    Of the result, the first `lead` frames are omitted.
    """

    def __init__(self, dim: int, hidden_dim: int, kernel_size: int, voice_dim: int):
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, kernel_size, padding=kernel_size // 2, groups=dim)
        self.norm = nn.LayerNorm(dim, elementwise_affine=False)
        self.modulate = nn.Linear(voice_dim, 3 * dim)
        self.expand = nn.Linear(dim, hidden_dim)
        self.contract = nn.Linear(hidden_dim, dim)
        nn.init.normal_(self.modulate.weight, std=0.02)
        with torch.no_grad():
            self.modulate.bias.copy_(torch.tensor([0.0, 0.0, 0.3]).repeat_interleave(dim))

    def forward(self, x: Tensor, voice: Tensor, mask: Tensor, lead: int = 0) -> Tensor:
        shift, scale, gate = self.modulate(voice)[:, None].chunk(3, dim=-1)
        y = self.depthwise((x * mask[..., None]).transpose(1, 2))[..., lead:].transpose(1, 2)
        y = self.norm(y) * (1 + scale) + shift
        return x[:, lead:] + gate * self.contract(F.gelu(self.expand(y)))


def spread(text: Tensor, boundaries: Tensor, n_steps: int) -> Tensor:
    """Assign to every decoder step the encoding of its phoneme, and its position in the phoneme.

    Parameters
    ----------
    text : float tensor (batch, n_symbols, dim)
    boundaries : float tensor (batch, n_symbols + 1)
        In steps, rising from 0; the last is repeated as padding.
    n_steps : int

    Returns
    -------
    float tensor (batch, n_steps, dim + PLACES)
        The last three are the distances to the phoneme's begin and end, and its length, each about 0 to 1.
    """
    centres = torch.arange(n_steps, device=text.device) + 0.5
    index = torch.searchsorted(boundaries[:, 1:].contiguous(), centres.expand(len(text), -1).contiguous(), right=True)
    index = index.clamp(max=text.shape[1] - 1)
    begin, end = boundaries.gather(1, index), boundaries.gather(1, index + 1)
    length = (end - begin).clamp(min=0.5)
    along = ((centres - begin) / length).clamp(0, 1)
    places = torch.stack([along, 1 - along, length.log1p() / 3], dim=-1)
    return torch.cat([text.gather(1, index[..., None].expand(-1, -1, text.shape[-1])), places], dim=-1)


def silent_steps(symbols: Tensor, boundaries: Tensor, n_steps: int) -> Tensor:
    """Find the steps without speech: within edges and marks, away from neighbouring phonemes.

    Parameters
    ----------
    symbols : long tensor (batch, n_symbols)
    boundaries : float tensor (batch, n_symbols + 1)
        In steps, rising from 0.
    n_steps : int

    Returns
    -------
    float tensor (batch, n_steps)
        0 where there is or may be speech, up to 1.
    """
    silent, stops, vowels = (torch.isin(symbols, torch.tensor(numbers, device=symbols.device))
                             for numbers in ([PAD, *encode(MARKS)], encode(STOPS), encode(VOWELS)))
    spoken = ~silent
    centres = torch.arange(n_steps, device=symbols.device) + 0.5
    begin, end = boundaries[:, :-1], boundaries[:, 1:]
    # The pause before a mark is part of the sound before it, which itself is shorter.
    longest = torch.where(stops, LAST_STOP, torch.where(vowels, LAST_VOWEL, LAST_SOUND))
    last = spoken & F.pad(silent[:, 1:], (0, 1), value=True)
    end = torch.where(last, end.minimum(begin + longest), end)
    away = torch.maximum(begin[..., None] - centres, centres - end[..., None])
    nearest = away.masked_fill(~spoken[..., None], torch.inf).amin(dim=1)
    return ((nearest - NEAR_SPEECH) / FADE).clamp(0, 1)


def silent_content(posteriors: Tensor) -> Tensor:
    """Find the steps (batch, n_steps) without speech, as `silent_steps` does, from a recogniser's probabilities of the
    symbols (batch, n_steps, n_symbols)."""
    spoken = 1 - posteriors[..., [PAD, *encode(MARKS)]].sum(dim=-1)
    near = 2 * int(NEAR_SPEECH) + 1
    spoken = F.max_pool1d((spoken > 0.5).float()[:, None], near, 1, near // 2)
    fade = 2 * (int(FADE) // 2) + 1
    return 1 - F.avg_pool1d(spoken, fade, 1, fade // 2, count_include_pad=False)[:, 0]


def hush(mel: Tensor, silent: Tensor, reduction: int) -> Tensor:
    """Attenuate the silent steps (batch, n_steps) of log-mels (batch, n_mels, n_frames) to QUIET; both end together."""
    silent = silent.repeat_interleave(reduction, dim=1)[:, None]
    silent = silent[..., silent.shape[2] - mel.shape[2]:]
    return mel.lerp(mel.clamp(max=QUIET), silent)


def loudness(mel: Tensor, mask: Tensor, reduction: int, steps: int = 3) -> Tensor:
    """Measure the level of each step of a log-mel above the mean over speech, in log-amplitude.

    Parameters
    ----------
    mel : float tensor (batch, n_mels, n_frames)
    mask : float tensor (batch, n_frames)
    reduction : int
        Frames per step.
    steps : int
        Width of the smoothing, an odd number: it keeps the course of a performance and removes single frames.

    Returns
    -------
    float tensor (batch, n_frames // reduction)
    """
    level = (2 * mel[:, :N_BANDS].float()).exp().mean(dim=1).clamp(min=1e-9).log() / 2
    level, mask = (F.avg_pool1d(x[:, None], reduction)[:, 0] for x in (level, mask))
    half = steps // 2
    level = F.avg_pool1d(F.pad(level[:, None], (half, half), mode="replicate"), steps, 1)[:, 0]
    loud = level.masked_fill(mask < 1, -torch.inf).amax(dim=1, keepdim=True)
    speech = (level > loud - SPEECH) * mask
    return level - (level * speech).sum(dim=1, keepdim=True) / speech.sum(dim=1, keepdim=True).clamp(min=1)
