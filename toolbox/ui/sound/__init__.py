"""Devices, recording and playback."""
