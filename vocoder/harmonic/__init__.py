"""The vocoder that ships: a filtered pulse train and noise."""
