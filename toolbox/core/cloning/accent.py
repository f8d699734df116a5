"""Which English a person speaks, by the sounds that are heard of them.

The recogniser has learnt American and British speech in the phonemes of each. How much it hears of the sounds that only
one of them has tells the accent without a transcript: a logistic regression on shares of sounds.
"""

import numpy as np

from synthesizer.text.languages import DEFAULT

BRITISH = "en-gb"
# Log-odds of British for each per cent of what is heard that is this sound.
WEIGHTS = {"Q": 1.0, "ɒ": 1.0, "O": -1.0, "T": -1.0}
BIAS = 0.0
SHARES = 100.0


def accent_of(shares: np.ndarray, symbols: str) -> str:
    """Return the accent of an English speaker: "en-gb" or "en-us".

    Parameters
    ----------
    shares : float array (n_symbols,)
        Mean probability of each symbol over the frames of speech.
    symbols : str
        The recogniser's, a character for each.
    """
    odds = BIAS + sum(SHARES * weight * float(shares[symbols.index(symbol)]) for symbol, weight in WEIGHTS.items())
    return BRITISH if odds > 0 else DEFAULT
