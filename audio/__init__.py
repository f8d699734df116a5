"""Signals: reading and writing, resampling, loudness, voice activity, pitch, mel spectrograms.

Waveforms are float32 in [-1, 1], mono, shape (n_samples,), and always come with their sample rate in Hz.
"""
