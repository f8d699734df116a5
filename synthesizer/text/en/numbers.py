"""Numbers in words."""

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ((10**15, "quadrillion"), (10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(number: int) -> str:
    """Say a whole number in American English, as in "one thousand two hundred five".

    Parameters
    ----------
    number : int
        Between -10**18 and 10**18, both excluded.

    Returns
    -------
    str
        Words, with a hyphen between tens and ones.
    """
    if number < 0:
        return "minus " + cardinal(-number)
    words = []
    for size, name in SCALES:
        if number >= size:
            words += [cardinal(number // size), name]
            number %= size
    if number >= 100:
        words += [ONES[number // 100], "hundred"]
        number %= 100
    if number >= 20:
        words.append(TENS[number // 10] + ("-" + ONES[number % 10] if number % 10 else ""))
    elif number or not words:
        words.append(ONES[number])
    return " ".join(words)


def ordinal(number: int) -> str:
    """Say the place in a row, as in "twenty-second".

    Parameters
    ----------
    number : int
        Between 0 and 10**18, the latter excluded.

    Returns
    -------
    str
        Words.
    """
    words = cardinal(number)
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    if last not in ORDINALS:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return words[:start] + ORDINALS.get(last, last)


def year(number: int) -> str:
    """Say a year, as in "nineteen oh five" or "twenty ten".

    Parameters
    ----------
    number : int
        A year; those outside 1000 to 2999 are said as plain numbers.

    Returns
    -------
    str
        Words.
    """
    century, rest = divmod(number, 100)
    if not 10 <= century < 30 or century % 10 == 0 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return cardinal(century) + " hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(text):
    """Say each digit of a text on its own."""
    return " ".join(ONES[int(digit)] for digit in text if digit.isdigit())


def decimal(text):
    """Say digits that may hold commas and a point."""
    whole, _, decimals = text.replace(",", "").partition(".")
    if len(whole) > 15 or (len(whole) > 1 and whole[0] == "0"):
        words = digits(whole)
    else:
        words = cardinal(int(whole or 0))
    return f"{words} point {digits(decimals)}" if decimals else words
