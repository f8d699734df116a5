"""What French words sound like."""

from synthesizer.text.pronouncer import Pronouncer

pronounce = Pronouncer("fr-fr")
