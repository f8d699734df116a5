"""What Italian words sound like."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("it")
