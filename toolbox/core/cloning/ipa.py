"""Phonemes in the International Phonetic Alphabet."""

# Diphthongs and affricates, which are single symbols for the synthesizer, as the IPA writes them.
IPA = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "T": "ɾ", "S": "ʃ", "ʧ": "tʃ", "ʤ": "dʒ",
       "ʣ": "dz", "ʥ": "dʑ", "ʦ": "ts", "ʨ": "tɕ", "ᵝ": "β", "ꭧ": "tʂ", "ᵊ": "ə", "ᵻ": "ɪ"}


def ipa(symbol: str) -> str:
    """Return a symbol of the synthesizer, with any marks of stress and length, in IPA."""
    return "".join(IPA.get(part, part) for part in symbol)
