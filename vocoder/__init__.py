"""Mel spectrogram -> waveform: the last of SV2TTS's three networks."""
