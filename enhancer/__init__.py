"""The network that takes noise, rooms, music and other people out of a recording."""
