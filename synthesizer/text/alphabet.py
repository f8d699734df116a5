"""What both alphabets share: the way from symbols to numbers."""


def to_numbers(symbols: str, numbers: dict[str, int], alphabet: str) -> list[int]:
    """Look up the number of each symbol; ValueError, which names it and the alphabet, if one has none."""
    unknown = sorted(set(symbols) - numbers.keys())
    if unknown:
        raise ValueError(f"not in {alphabet} alphabet: {' '.join(map(ascii, unknown))}")
    return [numbers[symbol] for symbol in symbols]
