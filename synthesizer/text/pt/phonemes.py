"""What Portuguese words sound like."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("pt-br")
