"""Phonemes and a speaker embedding -> mel spectrogram: the second of SV2TTS's three networks."""
