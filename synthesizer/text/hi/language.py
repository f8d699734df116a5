"""Tables of Hindi."""

import re

from synthesizer.text.rules import DIGITS, before, rule
from synthesizer.text.semiotic.abbreviations import Abbreviations
from synthesizer.text.semiotic.dates import Dates
from synthesizer.text.semiotic.electronic import Electronic
from synthesizer.text.semiotic.language import Language
from synthesizer.text.semiotic.letters import Letters
from synthesizer.text.semiotic.measures import Measures
from synthesizer.text.semiotic.money import Money, magnitudes
from synthesizer.text.semiotic.nouns import Nouns
from synthesizer.text.semiotic.numbers import Numbers
from synthesizer.text.semiotic.numerals import Numerals
from synthesizer.text.semiotic.roman import Roman, styles_of
from synthesizer.text.semiotic.tables import column
from synthesizer.text.semiotic.telephone import Telephone
from synthesizer.text.semiotic.times import COLONS, Times


def _year(numbers, number):
    """Return the years from 1100 to 1999 in hundreds, as in "उन्नीस सौ चौरासी"."""
    century, rest = divmod(number, 100)
    if not 11 <= century < 20:
        return numbers.cardinal(number)
    return f"{numbers.cardinal(century)} सौ {numbers.cardinal(rest)}" if rest else f"{numbers.cardinal(century)} सौ"


NUMBERS = Numbers(
    "hi",
    cardinals={"": "spellout-cardinal"},
    ordinals={"m": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine"},
    point="दशमलव", dot="डॉट", minus="ऋण", plus="धन", decimal=".", group=",", tail=1, year=_year,
    corrections=(
        ("ordinal", "वी$", "वीं"), ("ordinal", "^एक (?=सौव|हज़ारव)", ""),
        # The spelling of the Central Hindi Directorate.
        ("", "पन्द्रह", "पंद्रह"), ("", "चौवालीस", "चवालीस"), ("", "पंचानबे", "पचानवे"), ("", "नबे(?= |$)", "नवे"),
    ),
)

NOUNS = Nouns(feminine="(?!)")

_FRACTIONS = {(1, 2): "आधा", (1, 4): "एक चौथाई", (3, 4): "तीन चौथाई", (1, 3): "एक तिहाई", (2, 3): "दो तिहाई"}


def _fraction(numbers, top, bottom):
    return _FRACTIONS.get((top, bottom)) or f"{numbers.cardinal(top)} बटा {numbers.cardinal(bottom)}"


def _mixed(numbers, whole, top, bottom):
    """Return halves and quarters in Hindi's own words for them: डेढ़ is one and a half, ढाई two and a half."""
    if (top, bottom) == (1, 2):
        return {1: "डेढ़", 2: "ढाई"}.get(whole) or f"साढ़े {numbers.cardinal(whole)}"
    if (top, bottom) == (1, 4):
        return f"सवा {numbers.cardinal(whole)}"
    if (top, bottom) == (3, 4):
        return f"पौने {numbers.cardinal(whole + 1)}"
    return f"{numbers.cardinal(whole)} सही {_fraction(numbers, top, bottom)}"


def _time(numbers, hour, minute, half):
    part = ""
    if half == "am":
        part = "सुबह " if 4 <= hour < 12 else "रात "
    elif half == "pm":
        part = "दोपहर " if hour == 12 or hour < 4 else "शाम " if hour < 8 else "रात "
    quarter = {15: 1, 30: 2, 45: 3}.get(minute)
    if not minute:
        said = f"{numbers.cardinal(hour)} बजे"
    elif quarter and 0 < hour < 13:
        if quarter == 3:
            said = f"पौने {numbers.cardinal(hour % 12 + 1)} बजे"
        elif hour == 1 and quarter == 1:
            said = "सवा बजे"
        else:
            said = f"{_mixed(numbers, hour, 1, 4 if quarter == 1 else 2)} बजे"
    else:
        said = f"{numbers.cardinal(hour)} बजकर {numbers.cardinal(minute)} मिनट"
    return part + said


_RULERS = "प्रथम द्वितीय तृतीय चतुर्थ पंचम षष्ठ सप्तम अष्टम नवम दशम".split()


def _ruler(numbers, number):
    return _RULERS[number - 1] if number <= len(_RULERS) else numbers.cardinal(number)


def _ordinal_oblique(match):
    said = NUMBERS.ordinal(int(match.group(1)))
    return said[:-2] + "ें" if said.endswith("ाँ") else said[:-1] + "े"


def _spelled(match):
    listed = match.group() in HINDI.abbreviations.others
    return None if listed else match.group().replace(".", " ").strip()


_ADDRESS = re.compile("मार्ग|रोड|नगर|सेक्टर|गली|मोहल्ला|कॉलोनी|ज़िला|जिला|चौक|पथ|मकान|फ़्लैट|^ ?\\d{1,4}[^।\n]{0,50},",
                      re.M)
MAGNITUDES = magnitudes("""
    हज़ार, हजार, k: हज़ार
    लाख, L: लाख
    लाख करोड़: लाख करोड़
    हज़ार करोड़, हजार करोड़: हज़ार करोड़
    करोड़, Cr, cr: करोड़
    अरब: अरब
    मिलियन, million: मिलियन
    बिलियन, billion: बिलियन
""")

HINDI = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="बटा", to="से", ratio="अनुपात",
        powers=("का वर्ग", "का घन", "की घात {power}"),
        ordinals=((r" ?(?:वाँ|वां|वा|ला|रा|था)|st|nd|rd|th", "m"), (r" ?(?:वीं|वी|ली|री|थी)", "f")),
        names_year=r"(?:सन्|सन|वर्ष|साल|ईस्वी|संवत) ",
        is_year=lambda match: bool(re.match(r"(?: ?- ?\d{2,4})? (?:में|से|के|की|का|तक|ई\.|ईस्वी|वाले)(?: |$)",
                                            match.string[match.end():match.end() + 20])),
    ),
    dates=Dates(
        months="जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split(),
        short={"फरवरी": 2, "सितम्बर": 9, "अक्तूबर": 10, "नवम्बर": 11, "दिसम्बर": 12, "जन": 1, "फर": 2, "अग": 8,
               "सित": 9, "अक्टू": 10, "नव": 11, "दिस": 12},
        form="{day} {month}", with_year=" {year}", before_year=",? ",
        weekdays={"सोम": "सोमवार", "मंगल": "मंगलवार", "बुध": "बुधवार", "गुरु": "गुरुवार", "शुक्र": "शुक्रवार",
                  "शनि": "शनिवार", "रवि": "रविवार"},
    ),
    times=Times(
        patterns=(
            COLONS + r"(?: ?(?:(?P<half>[ap]\.?m\b\.?|[AP]\.?M\b\.?)|बजे(?![ऀ-ॣ])))?",
            r"(?<![\d:.,/])(?P<h>1[0-2]|\d)(?P<m>) ?(?P<half>[ap]\.?m\b\.?|[AP]\.?M\b\.?)",
        ),
        say=_time, seconds=" {seconds} सेकंड",
    ),
    money=Money(column("currencies", "hi"), MAGNITUDES, with_parts="{whole} {parts} {part}", to="से"),
    measures=Measures(column("units", "hi"), "प्रति", MAGNITUDES),
    telephone=Telephone(label=r"(?:फ़ोन|फोन|मोबाइल|नंबर|टेलीफ़ोन):? ?", patterns=(
        r"0?[6-9]\d{4}[ -]?\d{5}", r"0\d{2,4}[ -]\d{6,8}", r"1800[ -]\d{3}[ -]\d{3,4}", r"[6-9]\d{2}[ -]\d{3}[ -]\d{4}",
    )),
    abbreviations=Abbreviations(
        titles={"डॉ.": "डॉक्टर", "डॉ॰": "डॉक्टर", "डा.": "डॉक्टर", "प्रो.": "प्रोफ़ेसर", "श्री.": "श्री",
                "पं.": "पंडित", "मो.": "मोहम्मद", "कु.": "कुमारी", "स्व.": "स्वर्गीय", "Dr.": "डॉक्टर",
                "Mr.": "मिस्टर", "Mrs.": "मिसेज़"},
        counted={"सं.": "संख्या", "क्र. सं.": "क्रम संख्या", "क्र.सं.": "क्रम संख्या", "क्र.": "क्रमांक",
                 "अ.": "अध्याय", "ख.": "खंड", "धा.": "धारा", "म.नं.": "मकान नंबर", "म. नं.": "मकान नंबर",
                 "प्लॉट नं.": "प्लॉट नंबर", "मो.": "मोबाइल", "नं.": "नंबर", "नं॰": "नंबर", "पृ.": "पृष्ठ",
                 "अनु.": "अनुच्छेद", "No.": "नंबर",
                 "फ़ो.": "फ़ोन", "फो.": "फ़ोन"},
        others={"ई.पू.": "ईसा पूर्व", "ई. पू.": "ईसा पूर्व", "ई.": "ईस्वी", "कि.मी.": "किलोमीटर",
                "कि. मी.": "किलोमीटर", "कि.ग्रा.": "किलोग्राम", "से.मी.": "सेंटीमीटर", "मि.मी.": "मिलीमीटर",
                "रु.": "रुपये", "रू.": "रुपये", "जि.": "ज़िला", "उ.प्र.": "उत्तर प्रदेश", "म.प्र.": "मध्य प्रदेश",
                "यू.पी.": "यू पी", "वि.": "विक्रमी", "लि.": "लिमिटेड", "मि.": "मिनट"},
    ),
    letters=Letters(
        words=(),
        names=dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                       "ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई "
                       "ज़ेड".split(), strict=True)),
    ),
    roman=Roman(styles={"ruler": _ruler}, behind=styles_of("अध्याय भाग खंड कक्षा अंक", "cardinal"),
                names=styles_of("लुई चार्ल्स हेनरी जॉर्ज एडवर्ड एलिज़ाबेथ नेपोलियन विलियम", "ruler")),
    electronic=Electronic(
        names={".": "डॉट", "@": "ऐट", "/": "स्लैश", "-": "डैश", "_": "अंडरस्कोर", ":": "कोलन", "?": "प्रश्न चिह्न",
               "=": "बराबर", "&": "एंड", "#": "हैशटैग", "%": "प्रतिशत", "+": "प्लस", "~": "टिल्ड"},
        said="com org net edu gov info online store blog cloud news zip".split(),
    ),
    signs={"&": "और", "+": "धन", "=": "बराबर", "×": "गुणा", "÷": "भागा", "±": "धन ऋण", "≈": "लगभग", "≠": "बराबर नहीं",
           "≤": "से कम या बराबर", "≥": "से अधिक या बराबर", "<": "से कम", ">": "से अधिक", "→": "से", "∞": "अनंत",
           "√": "वर्गमूल", "§": "धारा", "©": "कॉपीराइट", "%": "प्रतिशत", "‰": "प्रति हज़ार", "°": "डिग्री", "#": "हैश",
           "@": "ऐट", "€": "यूरो", "$": "डॉलर", "£": "पाउंड", "¥": "येन", "₹": "रुपये", "−": "ऋण", "~": "लगभग"},
    greek=("अल्फ़ा बीटा गामा डेल्टा एप्सिलॉन ज़ीटा ईटा थीटा आयोटा कप्पा लैम्डा म्यू न्यू ज़ाई ओमिक्रॉन पाई रो सिग्मा "
           "टाऊ उप्सिलॉन फ़ाई काई साई ओमेगा"),
    times_sign="गुणा", divided_sign="भागा",
    replacements={"º": "°"},
    bounds=("से कम", "से अधिक"),
    starters=(),
    joiners="और या लेकिन मगर परंतु किंतु क्योंकि कि जो तो जब अगर यदि ताकि पर".split(),
    extra=(
        # The postcode after an address.
        rule("code", DIGITS, r"(?<=[ऀ-ॣ] )[1-9]\d{5}(?=।|$|\n)", lambda match: NUMBERS.one_by_one(match.group())
             if _ADDRESS.search(before(match)) else None),
        rule("code", DIGITS, r"(?<![\w.,])(?:(?<=- )|(?<=-)|(?<=, )|(?<=पिन )|(?<=पिन कोड )|(?<=पिनकोड "
                             r"))[1-9]\d{5}(?!\w|[.,]\d)"
             r"(?=[।.,;)]| ?$| [ऀ-ॣ])", lambda match: NUMBERS.one_by_one(match.group())),
        rule("ordinal", DIGITS, r"(?<![\w.,])(\d{1,4}) ?(?:वें|वे|ले|रे|थे)(?![ऀ-ॣ])", _ordinal_oblique),
        # Acronyms by the names of their English letters, as in "बी.जे.पी.".
        rule("letters", "".join(map(chr, range(0x905, 0x940))), r"(?<![ऀ-ॣ.])(?:[ऀ-ॣ]{1,4}\.){2,}", _spelled),
    ),
)
