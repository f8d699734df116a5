"""Sums of money, prices and rates."""

import re

from synthesizer.text.en.measures import FRACTION, amount_words, rate, signed
from synthesizer.text.en.numbers import NOT_IN_NUMBER, NUM, ZEROS, cardinal, decimal
from synthesizer.text.en.rules import DIGITS, UPPER, after, any_of, rule

# Singular and plural of the coin and its hundredth part.
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₩": ("won", "won", "jeon", "jeon"), "₦": ("naira", "naira", "kobo", "kobo"),
    "₱": ("peso", "pesos", "centavo", "centavos"), "₫": ("dong", "dong", "", ""),
    "₪": ("shekel", "shekels", "agora", "agorot"), "₺": ("lira", "lira", "kurush", "kurush"),
    "₴": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"), "฿": ("baht", "baht", "satang", "satang"),
    "₿": ("bitcoin", "bitcoins", "", ""), "¢": ("cent", "cents", "", ""),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"), "zł": ("zloty", "zlotys", "grosz", "groszy"),
    "kr": ("krona", "kronor", "øre", "øre"), "R": ("rand", "rand", "cent", "cents"),
    "R$": ("real", "reais", "centavo", "centavos"), "CN¥": ("yuan", "yuan", "fen", "fen"),
}
_SYMBOLS = "".join(symbol for symbol in CURRENCIES if len(symbol) == 1 and not symbol.isalpha())
CODES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "KRW": "₩", "ILS": "₪", "CHF": "CHF",
         "PLN": "zł", "SEK": "kr", "NOK": "kr", "DKK": "kr", "ZAR": "R", "BRL": "R$", "CNY": "CN¥", "RMB": "CN¥",
         "Rs.": "₹", "Rs": "₹", "MXN": "₱", "NGN": "₦", "THB": "฿", "TRY": "₺", "UAH": "₴", "BTC": "₿", "R$": "R$"}
_DOLLARS = {"US": "US ", "A": "Australian ", "AU": "Australian ", "AUD": "Australian ", "C": "Canadian ",
            "CA": "Canadian ", "CAD": "Canadian ", "NZ": "New Zealand ", "NZD": "New Zealand ", "HK": "Hong Kong ",
            "HKD": "Hong Kong ", "SGD": "Singapore ", "S": "Singapore "}
_LONG_DOLLARS = "|".join(code for code in _DOLLARS if len(code) == 3)
MULTIPLES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mm": "million",
             "MM": "million",
             "mil": "million", "b": "billion", "B": "billion", "bn": "billion", "t": "trillion", "tn": "trillion",
             "T": "trillion"}
_MULTIPLE = rf"(?: ?({any_of(MULTIPLES)})\b|[ -]({ZEROS})s?\b)?"
# A comma before two digits is a point in most of Europe.
_PRICE = rf"(?:\d{{1,3}}(?:\.\d{{3}})+,\d\d(?!\d)|\d{{1,4}},\d\d(?!\d)|{NUM})"
_PER = r"(/[A-Za-z]{1,12}\b)?"


def _money(match):
    sign, country, symbol, minus, amount, multiple, name, symbol2, second, multiple2, name2, code, per = match.groups()
    country = (country or code or "").strip()
    country = _DOLLARS.get("US" if country == "USD" else country, "")
    multiple, multiple2 = MULTIPLES.get(multiple) or name, MULTIPLES.get(multiple2) or name2
    if second:
        # The coin of "$5-10 million" belongs to the second number as well.
        first = _coins(symbol, amount, multiple, country) if symbol2 or multiple else decimal(amount)
        said = f"{first} to {_coins(symbol, second, multiple2, country)}"
    else:
        said = _coins(symbol, amount, multiple, country)
    if not (second or per) and re.match(r" (?:bill|note|banknote|coin|stamp|voucher|coupon|ticket|gift card)s?\b",
                                        after(match, 12)):
        # "a five dollar bill"
        said = said.replace(CURRENCIES[symbol][1], CURRENCIES[symbol][0])
    return signed(sign or minus) + said + rate(per)


def _part_of(match):
    """Say "$1/2 million"."""
    symbol, amount, name = match.groups()
    if not name:
        return None
    words = "half a" if amount == "1/2" else f"{amount_words(amount)} of a"
    return f"{words} {name} {CURRENCIES[symbol][1]}"


def _code_first(match):
    code, amount, multiple, name, per = match.groups()
    multiple = MULTIPLES.get(multiple) or name
    if code in _DOLLARS:
        return _coins("$", amount, multiple, _DOLLARS[code]) + rate(per)
    return _coins(CODES[code], amount, multiple) + rate(per)


def _code_last(match):
    amount, multiple, symbol, per = match.groups()
    if symbol in _DOLLARS:
        return _coins("$", amount, multiple, _DOLLARS[symbol]) + rate(per)
    return _coins(CODES.get(symbol, symbol), amount, multiple) + rate(per)


def _coins(symbol, amount, multiple=None, country=""):
    one, many, cent, cents = CURRENCIES[symbol]
    if re.fullmatch(r"[\d.]+,\d\d", amount):
        amount = amount.replace(".", "").replace(",", ".")
    whole, _, part = amount.replace(",", "").partition(".")
    if multiple:
        return f"{decimal(amount)} {multiple} {country}{many}"
    if len(part) > 2 or (part and not cent) or len(whole) > 15:
        return f"{decimal(amount)} {country}{many}"
    whole, part = int(whole or 0), int(part.ljust(2, "0"))
    said = []
    if whole or not part:
        said.append(f"{cardinal(whole)} {country}{one if whole == 1 else many}")
    if part:
        said.append(f"{cardinal(part)} {cent if part == 1 else cents}")
    return " and ".join(said)


RULES = (
    rule("money", _SYMBOLS, rf"([{re.escape(_SYMBOLS)}]) ?({FRACTION})(?:[ -]({ZEROS})\b)?(?![\d/]|[.,]\d)", _part_of),
    rule("money", "-−–+~" + _SYMBOLS + UPPER,
         rf"(?<!\w)((?<![\w)\].])[-−–+~±])?(?:\b(US(?:D(?= ?\$))? ?|(?:{_LONG_DOLLARS}) ?|"
         rf"AU?|CA?|NZ|HK|S))?([{re.escape(_SYMBOLS)}]) ?([-−]?)({_PRICE}){_MULTIPLE}"
         rf"(?:(?: ?[–—] ?|-| - (?=[{re.escape(_SYMBOLS)}]))([{re.escape(_SYMBOLS)}]?) ?({NUM}){_MULTIPLE})?"
         rf"(?: (USD|{_LONG_DOLLARS})\b)?{_PER}", _money),
    rule("money", UPPER, rf"\b({any_of([*CODES, *(c for c in _DOLLARS if len(c) == 3)])}) ?({NUM}){_MULTIPLE}{_PER}",
         _code_first),
    rule("money", DIGITS + ".", rf"{NOT_IN_NUMBER}({_PRICE})(?: ({ZEROS}))? ?([{re.escape(_SYMBOLS)}]|"
         rf"(?:{any_of([*(c for c in CODES if c.isupper()), *(c for c in _DOLLARS if len(c) == 3), 'zł', 'kr'])})\b)"
         rf"{_PER}", _code_last),
)
