"""Chinese numerals."""

DIGITS = "零一二三四五六七八九"
# In telephone numbers and other digit sequences one is read as "yao", so that it is not mistaken for seven.
SPELLED = "零幺二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
MOST_DIGITS = 4 * len(_GROUPS)


def one_by_one(digits: str, telephone: bool = False) -> str:
    """Return digits in words, one by one."""
    return "".join((SPELLED if telephone else DIGITS)[int(digit)] for digit in digits if digit.isdigit())


def cardinal(number: int, counted: bool = False) -> str:
    """Return a whole number of up to 16 digits in words.

    Parameters
    ----------
    number : int
        Not negative.
    counted : bool
        Whether a measure word follows, before which two is "liang".

    Returns
    -------
    str
        A longer number is read digit by digit.
    """
    if len(str(number)) > MOST_DIGITS:
        return one_by_one(str(number))
    if number == 2 and counted:
        return "两"
    said, gap = "", False
    for group in reversed(range(len(_GROUPS))):
        value = number // 10_000 ** group % 10_000
        if not value:
            gap = bool(said)
            continue
        if said and (gap or value < 1000):
            said += "零"
        said, gap = said + _group(value, bool(group)) + _GROUPS[group], False
    if not said:
        return "零"
    # Ten to nineteen drop the leading one, except within a longer number.
    return said[1:] if said.startswith("一十") else said


def decimal(digits: str, counted: bool = False) -> str:
    """Return a number with commas between thousands and a decimal point ("1,234.5") in words."""
    whole, point, fraction = digits.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0" and not point:
        return one_by_one(whole)
    said = cardinal(int(whole or 0), counted and not point)
    return f"{said}点{one_by_one(fraction)}" if fraction else said


def _group(value, high):
    """Return 1 to 9999 in words."""
    said, gap = "", False
    for place in reversed(range(4)):
        digit = value // 10 ** place % 10
        if not digit:
            gap = bool(said)
            continue
        two = digit == 2 and (place == 3 or place == 0 and high and not said)
        said += ("零" if gap else "") + ("两" if two else DIGITS[digit]) + _PLACES[place]
        gap = False
    return said
