"""Make docs/audio: a few seconds of each bundled voice, and a clone from its whole recording."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OUT = ROOT / "docs" / "audio"
SECONDS, SLACK, RATE = 5.0, 1.0, 24_000  # a reference is cut where it is quietest, within the slack of its length
FADE = 0.02  # s
SENTENCES = {
    "clara": "The ferry leaves at half past seven, so there is just time for another cup of tea.",
    "edwin": "Nobody had wound the clock in the hall since the autumn, and yet it was still going.",
    "hester": "If you walk along the river as far as the mill, you can hear the owls in the old barn.",
}


def main() -> None:
    """Write a reference and a clone of each voice as Opus files."""
    import numpy as np

    from audio.files import load, save
    from audio.signal import resample
    from toolbox.core.cloning.engine import Cloner

    OUT.mkdir(exist_ok=True)
    voices = ROOT / "assets" / "voices"
    sources = {voice["file"]: f"{voice['source']}, {voice['licence']}"
               for voice in json.loads((voices / "voices.json").read_text(encoding="utf-8"))["voices"]}
    cloner = Cloner.load(device="cpu")
    for name, sentence in SENTENCES.items():
        path = voices / f"{name}.flac"
        wav, rate = load(path, RATE, seconds=SECONDS + SLACK)
        window = int(0.1 * rate)
        power = np.convolve(wav ** 2, np.ones(window), "same")
        first = int((SECONDS - SLACK) * rate)
        wav = wav[: first + int(np.argmin(power[first:-window]))]
        wav[-int(FADE * rate):] *= np.linspace(1, 0, int(FADE * rate), dtype=np.float32)
        save(OUT / f"{name}-reference.opus", wav, rate, sources[path.name])
        speech = cloner.say(cloner.enroll(path, name=name.capitalize()), sentence)
        save(OUT / f"{name}-clone.opus", resample(speech.wav, speech.rate, RATE), RATE, speech.comment)


if __name__ == "__main__":
    main()
