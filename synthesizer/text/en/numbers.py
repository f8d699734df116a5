"""Numbers in words."""

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_ILLIONS = "m b tr quadr quint sext sept oct non dec".split()
SCALES = (*((1000 ** (n + 2), f"{name}illion") for n, name in reversed(list(enumerate(_ILLIONS)))), (1000, "thousand"))
LIMIT = 10**36
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}

# A number as it is written, and the words that may multiply it.
NUM = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
ZEROS = "hundred|thousand|million|billion|trillion|lakh|crore"
NOT_IN_NUMBER = r"(?<![\w.])(?<!\d,)"


def cardinal(number: int) -> str:
    """Say a whole number in American English, as in "one thousand two hundred five".

    Parameters
    ----------
    number : int
        Between -10**36 and 10**36, both excluded.

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
        Between 0 and 10**36, the latter excluded.

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


def pairs(digits: str) -> str:
    """Say a number two digits at a time, as in house numbers and models: "seven oh eight", "forty ninety".

    Parameters
    ----------
    digits : str
        One digit or more.

    Returns
    -------
    str
        Words. Numbers of six digits or more, or with a leading zero, are said digit by digit.
    """
    number = int(digits)
    if len(digits) > 5 or (digits[0] == "0" and len(digits) > 1):
        return one_by_one(digits)
    if len(digits) <= 2 or number % 1000 == 0 or (len(digits) == 3 and number % 100 == 0):
        return cardinal(number)
    if len(digits) == 5:
        return f"{cardinal(number // 1000)} {pairs(digits[2:]) if digits[2] != '0' else one_by_one(digits[2:], 'oh')}"
    first, rest = divmod(number, 100)
    if rest == 0:
        return f"{cardinal(first)} hundred"
    return f"{cardinal(first)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def one_by_one(text: str, zero: str = "zero") -> str:
    """Say each digit of a text on its own, and nothing else of it."""
    return " ".join(zero if digit == "0" else ONES[int(digit)] for digit in text if digit.isdigit())


def decimal(text: str) -> str:
    """Say digits that may hold commas and a point."""
    whole, _, decimals = text.replace(",", "").partition(".")
    if (len(whole) > 15 and "," not in text) or len(whole) > 36 or (len(whole) > 1 and whole[0] == "0"):
        words = one_by_one(whole)
    else:
        words = cardinal(int(whole or 0))
    return f"{words} point {one_by_one(decimals)}" if decimals else words


def plural(words: str) -> str:
    """Give the plural of the last word: "sixties", "three-eighths"."""
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("x", "s", "ch", "sh")) else "s")
