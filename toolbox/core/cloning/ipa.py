"""Phonemes in the symbols that dictionaries use."""

# The synthesizer's one symbol for each diphthong and affricate, as the International Phonetic Alphabet writes it.
IPA = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "T": "ɾ", "S": "ʃ", "ʧ": "tʃ", "ʤ": "dʒ",
       "ʣ": "dz", "ʥ": "dʑ", "ʦ": "ts", "ʨ": "tɕ", "ᵝ": "β", "ꭧ": "tʂ", "ᵊ": "ə", "ᵻ": "ɪ"}


def ipa(symbol: str) -> str:
    """Return a symbol of the synthesizer, with marks of stress and length around it, in IPA."""
    return "".join(IPA.get(part, part) for part in symbol)
