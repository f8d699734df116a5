"""Tacotron as published with the SV2TTS weights, which generates frame by frame."""
