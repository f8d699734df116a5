"""WaveRNN as published with the SV2TTS weights."""
