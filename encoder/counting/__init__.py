"""The network that counts how many people speak at once."""
