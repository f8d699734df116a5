"""Phonemes and a speaker embedding -> mel spectrogram: the second of the three networks of SV2TTS."""
