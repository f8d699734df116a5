"""Code shared by both alphabets: conversion of symbols to numbers."""


def to_numbers(symbols: str, numbers: dict[str, int], alphabet: str) -> list[int]:
    """Return the number of each symbol; raise ValueError, naming symbol and alphabet, if one has none."""
    unknown = sorted(set(symbols) - numbers.keys())
    if unknown:
        raise ValueError(f"not in {alphabet} alphabet: {' '.join(map(ascii, unknown))}")
    return [numbers[symbol] for symbol in symbols]
