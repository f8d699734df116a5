"""Pronunciation in languages whose spelling espeak-ng reads well."""

from collections.abc import Mapping

from synthesizer.text.espeak import TIED, Espeak, override
from synthesizer.text.tokens import Sound

NEAREST = (("ʏ", "y"),)  # sounds that the alphabet lacks, and the nearest that it has


class Pronouncer:
    """Pronounces the words of a sentence; see `espeak.Espeak` for the parameters."""

    def __init__(self, voice: str, script: str = ""):
        self._espeak = Espeak(voice, (*TIED, *NEAREST), tie=True, script=script)

    def __call__(self, sentence: str, dictionary: Mapping[str, str]) -> list[Sound]:
        """Pronounce a sentence.

        Parameters
        ----------
        sentence : str
            Normalised text.
        dictionary : mapping of str to str
            The caller's own phonemes by lower-case word; they take precedence.

        Returns
        -------
        list of Sound
            Words, and the pauses between them. A word in a script that is not the language's is "unread".

        Raises
        ------
        RuntimeError
            If espeak-ng cannot be loaded.
        """
        sounds = self._espeak.sounds(sentence)
        if dictionary:
            for place, sound in enumerate(sounds):
                own = dictionary.get(sound.text.lower()) if sound.source != "pause" else None
                if own is not None:
                    override(sounds, place, own, "dictionary")
        return sounds
