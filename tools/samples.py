"""Make docs/audio: a few seconds of each bundled voice, clones from its whole recording, some in other languages."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OUT = ROOT / "docs" / "audio"
SECONDS, SLACK, RATE = 5.0, 1.0, 24_000  # a reference is cut at its quietest place within the slack
FADE = 0.02  # s
SENTENCES = {
    "clara": "The ferry leaves at half past seven, so there is just time for another cup of tea.",
    "edwin": "Nobody had wound the clock in the hall since the autumn, and yet it was still going.",
    "hester": "If you walk along the river as far as the mill, you can hear the owls in the old barn.",
}
ELSEWHERE = {
    "clara": ("es", "El barco sale a las siete y media, así que aún hay tiempo para otra taza de té."),
    "edwin": ("it", "Nessuno aveva caricato l'orologio dell'ingresso, eppure andava ancora."),
    "hester": ("fr", "Le long de la rivière, jusqu'au moulin, on entend les hiboux dans la vieille grange."),
    "silas": ("pt", "O barco parte às sete e meia, por isso ainda há tempo para mais uma xícara de chá."),
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

    def clone(name, sentence, language, kind):
        voice = cloner.enroll(voices / f"{name}.flac", name=name.capitalize())
        speech = cloner.say(voice, sentence, language=language)
        save(OUT / f"{name}-{kind}.opus", resample(speech.wav, speech.rate, RATE), RATE, speech.comment)

    for name, (language, sentence) in ELSEWHERE.items():
        clone(name, sentence, language, language)
    for name, sentence in SENTENCES.items():
        path = voices / f"{name}.flac"
        wav, rate = load(path, RATE, seconds=SECONDS + SLACK)
        window = int(0.1 * rate)
        power = np.convolve(wav ** 2, np.ones(window), "same")
        first = int((SECONDS - SLACK) * rate)
        wav = wav[: first + int(np.argmin(power[first:-window]))]
        wav[-int(FADE * rate):] *= np.linspace(1, 0, int(FADE * rate), dtype=np.float32)
        save(OUT / f"{name}-reference.opus", wav, rate, sources[path.name])
        clone(name, sentence, "en-us", "clone")


if __name__ == "__main__":
    main()
