"""The attacks of the table in docs/marking.md: typical processing of sound files, as functions of a waveform.

Each takes a mono waveform, its rate in Hz and a random number generator, and returns a waveform and its rate.
"""

import io
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import av
import numpy as np
import soundfile
from scipy.signal import fftconvolve, sosfilt

from audio.signal import resample
from audio.vad import speech_mask

CUT = 2.0  # seconds


def codec(name, container, kbit, rate=None):
    """Encode and decode with a codec of FFmpeg."""
    def attack(wav, wav_rate, _):
        new_rate = rate or wav_rate
        wav = resample(wav, wav_rate, new_rate)
        file = io.BytesIO()
        with av.open(file, "w", format=container) as out:
            stream = out.add_stream(name, rate=new_rate, layout="mono")
            stream.bit_rate = kbit * 1000
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wav, np.float32)[None], "fltp", "mono")
            frame.rate, frame.pts = new_rate, 0
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                out.mux(packet)
        file.seek(0)
        with av.open(file) as made:
            resampler = av.AudioResampler("fltp", "mono")
            frames = [part for frame in made.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray()[0] for frame in frames]), frames[0].sample_rate
    return attack


def gsm(wav, rate, _):
    """Encode and decode with GSM 06.10, the full-rate codec of telephones."""
    file = io.BytesIO()
    soundfile.write(file, np.clip(resample(wav, rate, 8_000), -1, 1), 8_000, format="WAV", subtype="GSM610")
    file.seek(0)
    return soundfile.read(file, dtype="float32")


def filtered(filters):
    """Apply FFmpeg filters; `filters` returns those for a rate as (name, arguments)."""
    def attack(wav, rate, _):
        graph = av.filter.Graph()
        nodes = [graph.add_abuffer(sample_rate=rate, format="fltp", layout="mono", time_base=f"1/{rate}"),
                 *(graph.add(name, arguments) for name, arguments in filters(rate)),
                 graph.add("aformat", "sample_fmts=fltp:channel_layouts=mono"), graph.add("abuffersink")]
        graph.link_nodes(*nodes).configure()
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wav, np.float32)[None], "fltp", "mono")
        frame.rate, frame.pts = rate, 0
        graph.push(frame)
        graph.push(None)
        made = []
        while True:
            try:
                made.append(graph.pull().to_ndarray()[0])
            except (av.BlockingIOError, av.EOFError):
                return np.concatenate(made), rate
    return attack


def tempo(factor):
    """Change the tempo and keep the pitch, by WSOLA."""
    return filtered(lambda rate: [("atempo", f"{factor}")])


def pitch(semitones):
    """Change the pitch and keep the tempo."""
    factor = 2 ** (semitones / 12)
    return filtered(lambda rate: [("asetrate", f"{round(rate * factor)}"), ("aresample", f"{rate}"),
                                  ("atempo", f"{1 / factor}")])


def at_rate(new_rate):
    """Resample to another rate."""
    return lambda wav, rate, _: (resample(wav, rate, new_rate), new_rate)


def gain(decibels):
    """Change the level."""
    return lambda wav, rate, _: (np.clip(wav * 10 ** (decibels / 20), -1, 1), rate)


def equalizer(wav, rate, _):
    """Cut the bass by 6 dB and 900 Hz by 4 dB, and raise 3 kHz and above by 6 dB."""
    for kind, hertz, decibels in (("low", 250, -6), ("peak", 900, -4), ("high", 3_000, 6)):
        wav = sosfilt(_biquad(kind, hertz, decibels, rate), wav)
    return _below_full_scale(wav), rate


def reverberation(wav, rate, random, rt60=0.5, direct=3.0):
    """Add reverberation: noise, `direct` dB fainter than the direct sound, that decays by 60 dB in `rt60` seconds."""
    n_samples = int(rt60 * rate)
    tail = random.standard_normal(n_samples) * 10 ** (-3 * np.arange(n_samples) / n_samples)
    tail[: int(0.003 * rate)] = 0
    tail *= 10 ** (-direct / 20) / np.sqrt(np.square(tail).sum())
    tail[0] = 1
    return _below_full_scale(fftconvolve(wav, tail)), rate


def noise(snr):
    """Add pink noise, `snr` dB below the speech."""
    def attack(wav, rate, random):
        spectrum = np.fft.rfft(random.standard_normal(len(wav)))
        spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
        spectrum[: int(50 * len(wav) / rate)] = 0
        return _mixed(wav, np.fft.irfft(spectrum, len(wav)), rate, snr), rate
    return attack


def music(snr):
    """Mix with chords, a bass and a drum, `snr` dB below the speech."""
    def attack(wav, rate, random):
        t, made = np.arange(len(wav)) / rate, np.zeros(len(wav))
        beat = 60 / random.uniform(80, 130)
        for start in np.arange(0, t[-1] + beat, 4 * beat):
            root = 110 * 2 ** (random.integers(0, 12) / 12)
            for semitones in (-12, 0, random.integers(3, 5), 7, 12):
                for harmonic in range(1, 7):
                    made += _note(t, start, 4 * beat, root * 2 ** (semitones / 12) * harmonic) / harmonic
        for start in np.arange(0, t[-1], beat / 2):
            after = np.maximum(t - start, 0)
            made += (t >= start) * np.exp(-after / 0.03) * random.standard_normal(len(t))
        return _mixed(wav, made, rate, snr), rate
    return attack


def cut(wav, rate, random, seconds=CUT):
    """Cut out a stretch at a random place."""
    start = random.integers(0, max(1, len(wav) - int(seconds * rate)))
    return wav[start: start + int(seconds * rate)], rate


def played(wav, rate, _):
    """Play into one null sink of PulseAudio that is looped into another, and record the other's monitor."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.wav"), Path(folder, "out.wav")
        soundfile.write(source, wav, rate)
        with subprocess.Popen(["parec", "--device=marking_b.monitor", "--file-format=wav", "--rate=48000",
                               "--channels=1", str(target)]) as recorder:
            time.sleep(0.3)
            subprocess.run(["paplay", "--device=marking_a", str(source)], check=True)
            time.sleep(0.5)
            recorder.terminate()
        return soundfile.read(target, dtype="float32")


ATTACKS = {
    "none": lambda wav, rate, _: (wav, rate),
    "MP3, 128 kbit/s": codec("libmp3lame", "mp3", 128),
    "MP3, 64 kbit/s": codec("libmp3lame", "mp3", 64),
    "MP3, 32 kbit/s": codec("libmp3lame", "mp3", 32),
    "AAC, 64 kbit/s": codec("aac", "adts", 64),
    "Opus, 24 kbit/s": codec("libopus", "ogg", 24, 24_000),
    "Opus, 16 kbit/s": codec("libopus", "ogg", 16, 24_000),
    "16 kHz": at_rate(16_000),
    "8 kHz": at_rate(8_000),
    "gain, -15 dB": gain(-15),
    "equalizer": equalizer,
    "reverberation, 0.5 s": reverberation,
    "noise, 20 dB": noise(20),
    "noise, 10 dB": noise(10),
    "tempo 0.9": tempo(0.9),
    "tempo 1.1": tempo(1.1),
    "pitch, +1 semitone": pitch(1),
    "pitch, -1 semitone": pitch(-1),
    "cut to 2 s": cut,
    "music, 10 dB": music(10),
    "GSM": gsm,
}
if shutil.which("paplay"):
    ATTACKS["played and recorded"] = played


def _mixed(wav, other, rate, snr):
    speech = wav[speech_mask(wav, rate)]
    level = np.sqrt(np.mean(np.square(speech if len(speech) else wav)))
    return _below_full_scale(wav + other * level * 10 ** (-snr / 20) / np.sqrt(np.mean(np.square(other))))


def _note(t, start, seconds, hertz):
    after = t - start
    return (after >= 0) * (after < seconds) * np.exp(-np.maximum(after, 0) / 1.5) * np.sin(2 * np.pi * hertz * after)


def _below_full_scale(wav):
    return (wav / max(1.0, np.abs(wav).max())).astype(np.float32)


def _biquad(kind, hertz, decibels, rate):
    """Return the second-order section (1, 6) of a shelf or a peak (Bristow-Johnson's cookbook)."""
    a, w = 10 ** (decibels / 40), 2 * np.pi * hertz / rate
    alpha, c = np.sin(w) / 2 * np.sqrt(2), np.cos(w)
    if kind == "peak":
        b, d = (1 + alpha * a, -2 * c, 1 - alpha * a), (1 + alpha / a, -2 * c, 1 - alpha / a)
    else:
        s, r = (1 if kind == "low" else -1), 2 * np.sqrt(a) * alpha
        b = (a * (a + 1 - s * (a - 1) * c + r), s * 2 * a * (a - 1 - s * (a + 1) * c),
             a * (a + 1 - s * (a - 1) * c - r))
        d = (a + 1 + s * (a - 1) * c + r, s * -2 * (a - 1 + s * (a + 1) * c), a + 1 + s * (a - 1) * c - r)
    return np.array([[*b, *d]]) / d[0]
