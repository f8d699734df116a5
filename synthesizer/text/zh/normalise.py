"""Normalisation of Chinese: each token's class is decided once, in an explicit order, and then written out in words.

Text in Latin letters (names, acronyms, web addresses) is normalised and pronounced by the English front end.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from synthesizer.text.markup import clean
from synthesizer.text.tokens import Token
from synthesizer.text.zh.numbers import cardinal, decimal, one_by_one
from synthesizer.text.zh.phonemes import HAN, LATIN, cut
from synthesizer.text.zh.units import CODES, COUNTERS, CURRENCIES, MULTIPLES, RATES, UNITS

# The alphabet's own quotation marks, which `clean` would replace by straight ones.
REPLACEMENTS = {"“": "“", "”": "”", "「": "“", "」": "”", "『": "“", "』": "”", "《": "《", "》": "》", "〈": "《",
                "〉": "》", "【": "《", "】": "》", "〔": "(", "〕": ")", "…": "…", "·": " ", "￥": "¥", "、": ",",
                "。": ".", "—": "—", "℃": "°C", "℉": "°F"}
SYMBOLS = frozenset("°℃℉→≈≥≤")
SIGNS = {"%": "百分号", "&": "和", "+": "加", "=": "等于", "×": "乘", "÷": "除以", "≈": "约等于", "≥": "大于等于",
         "≤": "小于等于", "<": "小于", ">": "大于", "±": "正负", "@": "艾特", "#": "井号", "~": "到", "→": "到",
         "°": "度", "√": "根号", "π": "派", "α": "阿尔法", "β": "贝塔", "γ": "伽马", "δ": "德尔塔", "λ": "兰姆达",
         "µ": "缪", "Ω": "欧姆", "^": "的", "§": "第", "№": "第", "|": "", "_": "", "*": "", "\\": "", "{": "",
         "}": "", "[": "", "]": ""}

_NUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A comma before three figures separates thousands; before any others, it separates items of a list.
_NOT_BEFORE = r"(?<![\d.])(?:(?<!\d,)|(?!\d{3}(?!\d)))"
_DASH = r" ?(?:[-–—~]|到|至) ?"
# Nouns of numbers that are read digit by digit; the first ones read one as "yao".
_SPOKEN_OUT = "电话 手机 热线 传真 拨打 拨 致电 联系 号码 航班 车次 房间 尾号 打 教室".split()
_ROWS = "微信 QQ 验证码 密码 邮编 学号 工号 卡号 账号 编号 订单号 身份证 门牌 车牌 代码".split()
_CALLED = re.compile(rf"(?:(?P<spoken>{'|'.join(_SPOKEN_OUT)})|{'|'.join(_ROWS)})(?:号码?)?[是为]?\s*:?\s*"
                     r"[A-Za-z]{0,3}$", re.I)
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_RATE = "|".join(sorted(map(re.escape, RATES), key=len, reverse=True))
_COIN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_CODE = "|".join(CODES)
_COUNTED = re.compile(rf"\s*(?:{'|'.join(sorted(COUNTERS, key=len, reverse=True))})")
_MORE = "米厘毫元块角分高长宽深"
_AFTER_UNIT = r"(?![A-Za-z0-9])"


def _amount(digits, match):
    """Return a number in words, as a count if a measure word follows it."""
    return decimal(digits, counted=bool(_COUNTED.match(match.string, match.end())))


def _to(match):
    """Return the word of a range: as written, or the default."""
    return "至" if "至" in match.group() else "到"


def _date(match):
    year, month, day = match.group("y"), int(match.group("m")), int(match.group("d"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{one_by_one(year)}年{cardinal(month)}月{cardinal(day)}日"


def _years(match):
    first, last = match.group("y"), match.group("z")
    if last:
        year = "年" if "年" in match.group() else ""
        return f"{one_by_one(first)}{year}{_to(match)}{one_by_one(last)}"
    if len(first) == 4:
        return one_by_one(first) if first[1:] != "000" or first == "2000" else cardinal(int(first))
    # "98年" is a year of the century, "10年" a duration.
    return one_by_one(first) if int(first) >= 50 else None


def _decade(match):
    digits = match.group(1)
    return f"{one_by_one(digits[:2])}{cardinal(int(digits[2:]))}" if len(digits) == 4 and digits[2:] == "00" else (
        one_by_one(digits) if len(digits) == 4 else cardinal(int(digits)))


def _month_day(match):
    month, last = match.group(1), match.group(2)
    return f"{cardinal(int(month))}{_to(match)}{cardinal(int(last))}" if last else cardinal(int(month))


def _time(match):
    hour, minute, second = match.group("h"), match.group("m"), match.group("s")
    if int(hour) > 24:
        return None
    said = cardinal(int(hour), counted=True) + "点"
    if int(minute):
        said += ("零" if int(minute) < 10 else "") + cardinal(int(minute)) + "分"
    elif second:
        said += "零分"
    if second:
        said += ("零" if int(second) < 10 else "") + cardinal(int(second)) + "秒"
    dash = re.compile(_DASH + r"(?=\d{1,2}:\d\d)").match(match.string, match.end())
    return (said + _to(dash), dash.end()) if dash else said


def _telephone(match):
    return _rows(match.group(), telephone=True)


def _rows(text, telephone=False):
    groups = re.findall(r"\d+", text)
    plus = "加" if text.startswith("+") else ""
    return plus + ", ".join(one_by_one(group, telephone) for group in groups)


def _called(match):
    """Return the digits of an identifying number in words."""
    before = match.string[max(match.start() - 16, 0):match.start()]
    called = _CALLED.search(before)
    return _rows(match.group(), telephone=bool(called["spoken"])) if called else None


def _price(digits):
    return decimal(re.sub(r"(\.\d*?)0+$", r"\1", digits).rstrip("."), counted=True)


def _money(match):
    coin = CURRENCIES.get(match.group("coin") or "") or CODES[match.group("code")]
    said, multiple, last = _price(match.group("a")), match.group("many") or "", match.group("z")
    if last:
        said, multiple = f"{said}{multiple}{_to(match)}{_price(last)}", match.group("many2") or ""
    return f"{'负' if match.group('sign') else ''}{said}{multiple}{coin}"


def _money_last(match):
    sign, digits, multiple, coin = match.groups()
    coin = CURRENCIES.get(coin) or CODES.get(coin) or coin
    return ("负" if sign else "") + _price(digits) + (multiple or "") + coin


def _percent(match):
    sign, first, last, mark = match.groups()
    parts = "百分之" if mark == "%" else "千分之"
    said = f"{'负' if sign else ''}{parts}{decimal(first)}"
    return said + (f"{_to(match)}{parts}{decimal(last)}" if last else "")


def _rate(match):
    return RATES[match.group(2)].format(decimal(match.group(1)))


def _measure(match):
    sign, first, last, multiple, unit = match.groups()
    name = UNITS[unit]
    said = f"{decimal(first, True)}{_to(match)}{decimal(last, True)}" if last else decimal(first, True)
    if sign:
        said = ("零下" if name in ("摄氏度", "华氏度", "度") else "负") + said
    return said + (multiple or "") + name


def _and_parts(match):
    whole, unit, parts = match.groups()
    return f"{cardinal(int(whole), counted=True)}{unit}{one_by_one(parts)}"


def _points(match):
    """Say "2分" as points of a game, but not as minutes."""
    hour = re.search(r"[点时] ?$", match.string[max(match.start() - 2, 0):match.start()])
    return None if hour else f"{cardinal(int(match.group(1)), counted=True)}分"


_PER = "月|年|天|日|人|次|公斤|斤|平方米|平米|小时|分钟|件|个|晚|位|吨|升|度|kg|km|L|m\\^2|GB"


def _money_per(match):
    """Say "30元/月" as a price per month."""
    digits, multiple, coin, unit = match.groups()
    return f"每{UNITS.get(unit, unit)}{_price(digits)}{multiple or ''}{coin}"


_PLAYED = re.compile(r"[胜负赢输败]|比分|击败|战平|打平|领先|决赛|比赛|主场|客场|逆转|淘汰")


def _score(match):
    """Say the score "6-4" of a game."""
    near = match.string[max(match.start() - 25, 0):match.start()], match.string[match.end():match.end() + 25]
    return _ratio(match) if any(_PLAYED.search(text) for text in near) else None


def _fraction(match):
    whole, top, bottom = match.groups()
    if int(bottom) == 0:
        return None
    said = f"{cardinal(int(bottom))}分之{cardinal(int(top))}"
    return f"{cardinal(int(whole))}又{said}" if whole else said


def _ratio(match):
    return f"{decimal(match.group(1))}比{decimal(match.group(2))}"


def _version(match):
    return "点".join(decimal(part) for part in match.group(1).split("."))


def _range(match):
    first, last = match.groups()
    return f"{decimal(first)}到{_amount(last, match)}"


def _negative(match):
    return f"负{decimal(match.group(1))}"


def _long(match):
    digits = match.group(1)
    return one_by_one(digits) if len(digits) > 12 or (digits[0] == "0" and len(digits) > 1) else None


def _number(match):
    return _amount(match.group(), match)


def _calculation(match):
    return {"-": "减", "−": "减", "–": "减", "*": "乘", "/": "除以", "x": "乘", "X": "乘"}[match.group(1)]


def _power(match):
    power = int(match.group(1))
    return {2: "的平方", 3: "的立方"}.get(power, f"的{'负' if power < 0 else ''}{cardinal(abs(power))}次方")


# From unmistakable patterns to the remaining ones.
RULES: tuple[tuple[str, re.Pattern, Callable], ...] = tuple((name, re.compile(pattern), say) for name, pattern, say in (
    ("date", rf"{_NOT_BEFORE}(?P<y>\d{{4}})(?P<k>[-/.])(?P<m>\d{{1,2}})(?P=k)(?P<d>\d{{1,2}})(?![\d.]\d)", _date),
    ("time", rf"{_NOT_BEFORE}(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])", _time),
    ("ratio", rf"{_NOT_BEFORE}(\d{{1,4}}(?:\.\d+)?) ?: ?(\d{{1,7}}(?:\.\d+)?)(?![\d:]|\.\d)", _ratio),
    ("date", rf"{_NOT_BEFORE}(?P<y>(?:1[1-9]|20)\d\d){_DASH}(?P<z>(?:1[1-9]|20)\d\d)(?![\d年.])", _years),
    ("date", rf"{_NOT_BEFORE}\d0(?=后)", lambda m: one_by_one(m.group())),
    ("code", r"(?<![\d.])[248]K(?=视|电|画|屏|分|高|超|影|摄)", lambda m: f"{cardinal(int(m.group()[0]))} K"),
    ("date", rf"{_NOT_BEFORE}(\d{{2}}(?:\d0)?)(?=年代)", _decade),
    ("date", rf"{_NOT_BEFORE}(?P<y>\d{{4}}|\d{{2}})"
             rf"(?:年?{_DASH}(?P<z>\d{{4}}|\d\d))?(?= ?(?:年(?!级|龄|代)|财年|届|级))", _years),
    ("date", rf"{_NOT_BEFORE}(\d{{1,2}})(?:{_DASH}(\d{{1,2}}))?(?= ?(?:月(?!饼)|日|号))", _month_day),
    ("telephone", r"(?<![A-Za-z\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", _telephone),
    ("telephone", r"(?<![A-Za-z\d.])\(?0\d{2,3}\)?[- ]\d{7,8}(?:-\d{1,5})?(?!\d)", _telephone),
    ("telephone", r"(?<![A-Za-z\d.])[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)", _telephone),
    ("telephone", r"(?<![A-Za-z\d.])\+\d{1,3}(?:[- ]\d{2,4}){2,5}(?!\d)", _telephone),
    ("code", r"(?<![A-Za-z\d.])\d{3,20}(?:-\d{2,8})*(?!\d|[.,]\d|%)", _called),
    # The postcode after an address.
    ("code", r"(?<=[室楼号层座村幢栋],)\d{6}(?!\d|[.,]\d)", lambda m: one_by_one(m.group())),
    ("code", rf"{_NOT_BEFORE}\d{{3,4}}(?=教室|室|房间|病房|航班)", lambda m: one_by_one(m.group(), telephone=True)),
    ("range", r"(?<=[日号月]) ?[-–] ?(?=\d{1,2} ?[日号月])", lambda m: "到"),
    ("code", r"(?<=[A-Za-z])\d{3,4}(?![A-Za-z\d]|[.,]\d)", lambda m: one_by_one(m.group(), telephone=True)),
    ("money", rf"{_NOT_BEFORE}({_NUM})([{MULTIPLES}]+)? ?(元|美元|欧元|块)/({_PER})(?![A-Za-z])", _money_per),
    ("ratio", rf"{_NOT_BEFORE}(\d{{1,3}}) ?[-–] ?(\d{{1,3}})(?![\d.%-])", _score),
    ("money", rf"(?P<sign>[-−])?(?:(?P<coin>{_COIN})|(?<![A-Za-z])(?P<code>{_CODE})) ?(?P<a>{_NUM})"
              rf"(?P<many>[{MULTIPLES}]+)?"
              rf"(?:{_DASH}(?P<z>{_NUM})(?P<many2>[{MULTIPLES}]+)?)?", _money),
    ("money", rf"((?<![A-Za-z\d)])[-−])?{_NOT_BEFORE}({_NUM})([{MULTIPLES}]+)? ?"
              rf"({_COIN}|(?:{_CODE})(?![A-Za-z])|元|美元|欧元|英镑|港元|日元)", _money_last),
    # "1米78": the figures after the measure are its tenths and hundredths.
    ("measure", rf"{_NOT_BEFORE}(\d{{1,3}})(米|块)(\d{{1,2}})(?!\d|[.,]\d| ?[{MULTIPLES}{_MORE}])", _and_parts),
    ("percent", rf"((?<![A-Za-z\d%])[-−])?{_NOT_BEFORE}({_NUM})%?(?:{_DASH}({_NUM}))?([%‰])", _percent),
    ("measure", rf"{_NOT_BEFORE}({_NUM}) ?({_RATE}){_AFTER_UNIT}", _rate),
    ("measure", rf"((?<![A-Za-z\d°)])[-−])?{_NOT_BEFORE}({_NUM})(?:{_DASH}({_NUM}))?([{MULTIPLES}]+)?"
                rf" ?({_UNIT}){_AFTER_UNIT}", _measure),
    ("fraction", rf"{_NOT_BEFORE}(?:(\d+)(?: |又))?(\d{{1,4}})/(\d{{1,4}})(?![\d/])", _fraction),
    ("code", r"(?<![\d.])(\d+(?:\.\d+){2,})(?![\d])", _version),
    ("math", r"(?<=\d) ?([-−–*/xX]) ?(?=\d+(?:\.\d+)? ?=)", _calculation),
    ("math", r"(?<=\d) ?([*xX]) ?(?=\d)", _calculation),
    ("math", r"\^(-?\d{1,3})", _power),
    ("number", rf"{_NOT_BEFORE}(\d{{1,3}})分(?![之钟秒])", _points),
    ("range", rf"{_NOT_BEFORE}({_NUM}) ?[-–—~] ?({_NUM})(?![\d-]| ?=)", _range),
    ("ordinal", r"(?<=第)(\d{1,12}(?:\.\d+)*)", _version),
    ("number", rf"(?<![A-Za-z\d)]) ?[-−]({_NUM})", _negative),
    ("code", rf"{_NOT_BEFORE}(\d+)(?![\d.,])", _long),
    ("number", _NUM, _number),
))
# Marks of an address, from their English names.
_ADDRESS = {"dot": "点", "at": "艾特", "slash": "斜杠", "underscore": "下划线", "dash": "杠"}
_STARTS = re.compile(rf"[\d+−–^*/(-]|{_COIN}|(?:{_CODE})(?![A-Za-z])| (?=[-−*/xX+]|\d)|[xX](?= ?\d)")
_HAN = re.compile(rf"[{HAN}]+")
_OTHER = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
# Words, acronyms and addresses in Latin letters, with their digits.
_LATIN = re.compile(rf"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
                    rf"[{LATIN}][\w-]*(?:\.[A-Za-z]{{2,}})+(?:/[!-~]*)?|"
                    rf"[{LATIN}][{LATIN}'&-]*(?: +[{LATIN}][{LATIN}'&-]*)*")
_MARKS = {",": ", ", ".": ". ", "!": "! ", "?": "? ", ":": ": ", ";": "; ", "…": "… ", "—": "—", "–": "—", "“": "“",
          "”": "”", "《": " “", "》": "” ", "(": " (", ")": ") "}
_CLOSING = ",.;:!?…”)"


def normalise(text: str) -> list[Token]:
    """Classify the tokens of a text and write them out in words.

    Parameters
    ----------
    text : str
        Chinese of any length and origin, with or without words in Latin letters.

    Returns
    -------
    list of Token
        Words and the text between them. Their `spoken`, joined, is the normalised text.
    """
    text = clean(text, REPLACEMENTS, SYMBOLS)
    return _spaced(_scan(text))


def _scan(text):
    """Yield the written text, its spoken form and the rule that matched; the spoken form of marks includes spaces."""
    position = 0
    while position < len(text):
        piece, position = _take(text, position)
        yield from piece


def _take(text, position):
    han = _HAN.match(text, position)
    if han:
        return [(word, word, "word") for word in cut(han.group())], han.end()
    if _STARTS.match(text, position):
        for name, pattern, say in RULES:
            match = pattern.match(text, position)
            said = say(match) if match else None
            if said is not None:
                said, end = said if isinstance(said, tuple) else (said, match.end())
                return [(text[position:end], said, name)], end
    latin = _LATIN.match(text, position)
    if latin:
        # English takes half a second to import, and most Chinese texts do not need it.
        from synthesizer.text.en.normalise import normalise as normalise_english
        written = latin.group().rstrip(".")
        tokens = normalise_english(written)
        return [piece for token in tokens for piece in _address(token)], position + len(written)
    character = text[position]
    if character in "\n ":
        return [(character, character, "space")], position + 1
    mark = re.compile(r"\.{2,}|([^\w\s])\1*").match(text, position)
    if mark and mark.group()[0] in _MARKS:
        written = mark.group()
        spoken = "… " if written[:2] in ("..", "……") else _MARKS[written[0]]
        return [(written, spoken * len(written) if spoken == "—" else spoken, "punctuation")], mark.end()
    if character == "-":
        return [(character, " ", "space")], position + 1
    if character in SIGNS:
        return [(character, SIGNS[character] or " ", "symbol" if SIGNS[character] else "space")], position + 1
    other = _OTHER.match(text, position)
    if other:
        return [(other.group(), other.group(), "word")], other.end()
    return [(character, " ", "space")], position + 1


def _address(token):
    """Return a token in Latin letters; in an address, its marks have Chinese names."""
    if token.rule != "electronic":
        return [(token.written, token.spoken, token.rule)]
    marks = rf"(?<![^ ])({'|'.join(_ADDRESS)})(?![^ ])"
    pieces = [_ADDRESS.get(piece.strip(), piece.strip()) for piece in re.split(marks, token.spoken) if piece.strip()]
    return [(token.written if place == 0 else "", piece, token.rule) for place, piece in enumerate(pieces)]


def _spaced(pieces):
    """Insert one space around marks and words in Latin letters where needed, and none beside Chinese characters."""
    tokens: list[Token] = []
    last = "\n"
    for written, spoken, rule in pieces:
        if rule == "space":
            spoken = "\n" if "\n" in spoken else " "
            if spoken == " " and (last.isspace() or _HAN.match(last)):
                spoken = ""
        elif rule == "punctuation":
            spoken = spoken.lstrip() if last.isspace() else spoken
            # A closing mark directly follows the text that it closes, and the space follows the mark.
            if tokens and spoken[0] in _CLOSING and tokens[-1].rule == "punctuation" and tokens[-1].spoken[-1] == " ":
                tokens[-1] = replace(tokens[-1], spoken=tokens[-1].spoken[:-1])
                spoken = spoken.rstrip() + " "
            if spoken.strip() and last == "\n" and spoken[0] in _CLOSING + "—":
                spoken = ""
        elif not last.isspace() and _latin(last) != _latin(spoken[:1]) and last not in "“(\"—'":
            tokens.append(Token("", " ", "space"))
        if not spoken:
            continue
        tokens.append(Token(written, spoken, rule))
        last = spoken[-1]
    return [token for token in tokens if token.spoken]


def _latin(character):
    return character.isalpha() and not _HAN.match(character)
