"""Mel spectrogram -> waveform, the last of the three networks of SV2TTS."""
