"""The network that removes noise, reverberation, music and other people from a recording."""
