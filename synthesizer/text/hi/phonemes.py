"""Phonemes of Hindi words."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("hi", script="\u0900-\u097f")
