"""What German words sound like."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("de")
