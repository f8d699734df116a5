"""The default vocoder: a filtered pulse train and noise."""
