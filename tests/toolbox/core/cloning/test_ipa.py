from toolbox.core.cloning.ipa import ipa


def test_phonemes_are_written_as_dictionaries_do():
    assert [ipa(s) for s in ("A", "ˈI", "O", "W", "ˈY", "ʧ", "ʤ", "ɹ", "ɜɹ", "ɑː")] == [
        "eɪ", "ˈaɪ", "oʊ", "aʊ", "ˈɔɪ", "tʃ", "dʒ", "ɹ", "ɜɹ", "ɑː"]
