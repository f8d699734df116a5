"""An inaudible mark in every sound that the program makes, and what finds it again, or that of Perth.

`pattern` says what the mark is, `marker` puts it into a waveform or a stream, `inference` finds it, `provenance` writes
down what made a sound.
"""
