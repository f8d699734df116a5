"""Tacotron as published with the SV2TTS weights: one frame after another."""
