"""The inaudible mark in every sound that the program makes, and detection of this mark and of Perth's.

`pattern` defines the mark, `marker` adds it to a waveform or stream, `inference` detects it, `provenance` records what
made a sound.
"""
