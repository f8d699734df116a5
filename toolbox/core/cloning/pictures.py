"""Figures of speech: mel spectrogram, phonemes on the time axis, attention if there is one, and pitch."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MultipleLocator, NullLocator

from audio.files import check_output, replacing
from audio.mel import DECIBEL, MelConfig, mel_frequencies
from audio.pitch import pitch

SUFFIXES = (".png", ".svg", ".pdf")
ROW_SECONDS, MOST_ROWS = 6.0, 10
WIDTH = 14.0  # inches
MEL, PHONEMES, ATTENTION, PITCH_RANGE = 2.34, 0.28, 1.4, 0.98  # inches per row
RANGE = 80.0  # dB below the loudest band
LETTER = 0.08  # inches per letter of a phoneme
INK, FAINT, PITCH = "#1c1f26", "#8d94a0", "#d1495b"
FREQUENCIES = (250, 500, 1000, 2000, 4000, 8000)
UNSOUNDED, STRESS = set(" ;:,.!?…—\"“”()"), "ˈˌ"


def draw(speech: Any, path: str | Path, config: MelConfig = MelConfig()) -> None:
    """Draw a speech into a file.

    Long speech is broken into rows; some phonemes are omitted where they are too dense to read.

    Parameters
    ----------
    speech : toolbox.core.cloning.speech.Speech or toolbox.core.library.records.Take
    path : str or Path
        A name with one of SUFFIXES.
    config : MelConfig
        Configuration of the speech's mel.

    Raises
    ------
    AudioError
        If the file cannot be written or its format is unknown.
    """
    check_output(path, SUFFIXES)
    save_figure(path, make_figure(speech, config))


def save_figure(path: str | Path, figure: Any) -> None:
    """Write a matplotlib Figure to a file with one of SUFFIXES; raise AudioError if that fails."""
    with replacing(path) as part:
        figure.savefig(part, dpi=110, format=Path(path).suffix[1:].lower(), facecolor="white")


def make_figure(speech: Any, config: MelConfig = MelConfig()) -> Any:
    """Return the picture as a matplotlib Figure that is not registered with pyplot."""
    n_rows = min(MOST_ROWS, max(1, int(np.ceil(speech.seconds / ROW_SECONDS))))
    row_seconds = max(1.0, speech.seconds / n_rows)
    heading, foot = 0.85, 0.35  # inches
    panels = (MEL, PHONEMES, *([ATTENTION] if speech.attention else []), PITCH_RANGE)
    height = n_rows * sum(panels) + heading + foot
    figure: Any = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    rows = figure.add_gridspec(n_rows, 1, left=0.055, right=0.925, top=1 - heading / height,
                               bottom=(foot + 0.2) / height, hspace=0.18)
    decibels = DECIBEL * speech.mel
    top = float(decibels.max())
    f0 = pitch(speech.wav, speech.rate, config.hop_length)
    f0 = np.where(f0 > 0, f0, np.nan)
    semitones = _span(f0)
    for number in range(n_rows):
        begin, end = number * row_seconds, (number + 1) * row_seconds
        grid = rows[number].subgridspec(len(panels), 1, height_ratios=panels, hspace=0.0)
        mel_axes, phoneme_axes, *attention_axes, pitch_axes = (figure.add_subplot(grid[n]) for n in range(len(panels)))
        image = _draw_mel(mel_axes, decibels, top, config, speech.seconds)
        _draw_phonemes(phoneme_axes, [p for p in speech.phonemes if begin <= (p[1] + p[2]) / 2 < end], row_seconds)
        for axes in attention_axes:
            _draw_attention(axes, speech.attention, config.hop_length / config.rate)
        _draw_pitch(pitch_axes, f0, config.hop_length / config.rate, semitones)
        for axes in (mel_axes, phoneme_axes, *attention_axes, pitch_axes):
            axes.set_xlim(begin, end)
            axes.tick_params(colors=INK, labelsize=9, length=3)
            for side in axes.spines.values():
                side.set_color(FAINT)
                side.set_linewidth(0.6)
        pitch_axes.xaxis.set_major_locator(MultipleLocator(0.5 if row_seconds <= 8 else 2 if row_seconds <= 40 else 10))
        pitch_axes.xaxis.set_major_formatter(FuncFormatter(lambda second, _: f"{second:g} s"))
    box = rows[0].get_position(figure)
    scale = figure.add_axes((0.937, box.y1 - 2.2 / height, 0.009, 2.2 / height))
    bar = figure.colorbar(image, cax=scale)
    bar.ax.spines["outline"].set_linewidth(0.6)
    bar.ax.tick_params(labelsize=8, length=2, colors=INK)
    bar.set_label("dB", fontsize=8, color=INK)
    text = textwrap.shorten(" ".join(speech.text.split()), 120, placeholder=" …")
    figure.text(0.055, 1 - 0.32 / height, plain(f"“{text}”"), fontsize=14, color=INK, va="center")
    said = f"{speech.voice} · {speech.seconds:.1f} s · profile {speech.profile} · seed {speech.seed}"
    figure.text(0.055, 1 - 0.62 / height, plain(said), fontsize=9.5, color=FAINT, va="center")
    return figure


def plain(text: str) -> str:
    """Return text as Matplotlib draws it literally: without formulas, and without bytes that are not text."""
    return text.encode("utf-8", "replace").decode().replace("$", r"\$")


def _draw_mel(axes, decibels, top, config, seconds):
    image = axes.imshow(decibels - top, origin="lower", aspect="auto", cmap="magma", vmin=-RANGE, vmax=0,
                        extent=(0, seconds, -0.5, config.n_mels - 0.5), interpolation="nearest")
    bands = mel_frequencies(config)
    shown = [hz for hz in FREQUENCIES if bands[0] < hz < bands[-1]]
    axes.yaxis.set_major_locator(FixedLocator(np.interp(shown, bands, np.arange(config.n_mels))))
    axes.set_yticklabels([f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz" for hz in shown])
    axes.xaxis.set_major_locator(NullLocator())
    return image


def _draw_phonemes(axes, phonemes, row_seconds):
    axes.set(ylim=(0, 1))
    axes.xaxis.set_major_locator(NullLocator())
    axes.yaxis.set_major_locator(NullLocator())
    axes.set_facecolor("#f6f4f0")
    seconds_a_letter = LETTER * row_seconds / (0.87 * WIDTH)
    stress, free_from = "", -np.inf
    for symbol, begin, end in phonemes:
        if symbol in STRESS:
            # A stress mark has a duration of its own but is read with the following vowel.
            stress, stressed_from = symbol, begin
            continue
        label, stress = stress + symbol, ""
        begin = stressed_from if len(label) > 1 else begin
        if symbol in UNSOUNDED:
            continue
        axes.axvline(begin, color=FAINT, linewidth=0.4, alpha=0.5)
        centre, half = (begin + end) / 2, seconds_a_letter * (0.5 + 0.2 * (len(label) - 1))
        # A letter may be shifted by its own width; one that would have to move further is omitted.
        place = max(centre, free_from + half)
        if place - centre <= 2 * half:
            axes.text(place, 0.46, label, ha="center", va="center", fontsize=10, color=INK, clip_on=True)
            free_from = place + half


def _draw_attention(axes, attention, frame_seconds):
    """Draw the attention of each sentence, first symbol at the bottom: complete reading gives a rising line."""
    for begin, weights in attention:
        axes.imshow(weights, origin="lower", aspect="auto", cmap="magma", vmin=0, vmax=1, interpolation="nearest",
                    extent=(begin, begin + weights.shape[1] * frame_seconds, 0, 1))
    axes.set(ylim=(0, 1), facecolor="black")
    axes.xaxis.set_major_locator(NullLocator())
    axes.yaxis.set_major_locator(FixedLocator((0.12, 0.88)))
    axes.set_yticklabels(("first letter", "last"))


def _draw_pitch(axes, f0, frame_seconds, span):
    axes.plot(np.arange(len(f0)) * frame_seconds, f0, color=PITCH, linewidth=1.8, solid_capstyle="round")
    axes.set_yscale("log")
    axes.set_ylim(*span)
    steps = [hz for hz in (50, 75, 100, 150, 200, 300, 400, 600) if span[0] * 1.06 < hz < span[1] / 1.06]
    axes.yaxis.set_major_locator(FixedLocator(steps))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda hz, _: f"{hz:.0f} Hz"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=FAINT, linewidth=0.4, alpha=0.5)


def _span(f0):
    """Return the range of the pitch panel: at least an octave and a half around the pitch."""
    if np.isnan(f0).all():
        return 75.0, 300.0
    low, high = np.nanpercentile(f0, (1, 99))
    middle = np.sqrt(low * high)
    half = max(1.15 * np.sqrt(high / low), 2 ** 0.75)
    return float(middle / half), float(middle * half)
