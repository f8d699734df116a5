"""WaveNet: the vocoder of the SV2TTS paper."""
