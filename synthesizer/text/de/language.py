"""Tables of German."""

import re

from synthesizer.text.rules import DIGITS, UPPER, after, any_of, before, ends_line, rule
from synthesizer.text.semiotic.abbreviations import Abbreviations
from synthesizer.text.semiotic.dates import Dates
from synthesizer.text.semiotic.electronic import Electronic
from synthesizer.text.semiotic.language import Language
from synthesizer.text.semiotic.letters import Letters
from synthesizer.text.semiotic.measures import Measures
from synthesizer.text.semiotic.money import Money, magnitudes
from synthesizer.text.semiotic.nouns import Noun, Nouns
from synthesizer.text.semiotic.numbers import Numbers
from synthesizer.text.semiotic.numerals import Numerals
from synthesizer.text.semiotic.roman import Roman, parse, styles_of
from synthesizer.text.semiotic.tables import column
from synthesizer.text.semiotic.telephone import Telephone
from synthesizer.text.semiotic.times import COLONS, Times

_DAYS = {"Mo": "Montag", "Di": "Dienstag", "Mi": "Mittwoch", "Do": "Donnerstag", "Fr": "Freitag", "Sa": "Samstag",
         "So": "Sonntag"}
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


def _year(numbers, number):
    return numbers.by_rules(number, "spellout-numbering-year")


NUMBERS = Numbers(
    "de",
    cardinals={"": "spellout-numbering", "m": "spellout-cardinal-neuter", "n": "spellout-cardinal-neuter",
               "f": "spellout-cardinal-feminine"},
    # The endings after an article: der dritte, den dritten; and without one: dritter, drittes.
    ordinals={"m": "spellout-ordinal-r", "f": "spellout-ordinal", "n": "spellout-ordinal-s", "e": "spellout-ordinal",
              "en": "spellout-ordinal-n"},
    point="Komma", dot="Punkt", minus="minus", plus="plus", tail=1, year=_year,
    corrections=(("cardinal", "(?<=hundert|tausend)eine?$", "eins"),),
)

NOUNS = Nouns(
    feminine="ung|heit|keit|schaft|ion|tät|e|ik|ur|ei|enz|anz|in",
    neuter="chen|lein|um|ment",
    exceptions=("f:stadt f:frau f:nacht f:hand f:wand f:zeit f:mutter f:tochter f:zahl f:art f:person f:uhr f:bank "
                "f:bahn f:fahrt f:maus f:nuss f:wahl f:kraft f:antwort f:karte f:tür f:welt f:liga f:mail f:firma "
                "f:staffel f:runde f:schwester f:feder f:nummer f:mauer f:steuer f:leiter m:name m:junge m:kollege "
                "m:kunde m:löwe m:käse m:euro m:termin m:gewinn m:beginn m:verein n:ende n:auge n:gebäude n:interesse "
                "n:jahr n:kind n:haus n:buch n:mal n:kapitel n:jahrhundert n:spiel n:semester n:quartal n:tor "
                "n:halbjahr n:bein n:schwein n:ei n:stadion").split(),
    capital=True,
)


def _fraction(numbers, top, bottom):
    if bottom == 2:
        return "ein halb" if top == 1 else f"{numbers.cardinal(top)} Halbe"
    stem = {3: "Drit", 7: "Sieb", 8: "Ach"}.get(bottom) or numbers.cardinal(bottom).capitalize()
    name = stem + ("tel" if bottom < 20 else "stel")
    return f"{numbers.cardinal(top, 'n')} {name}"


def _mixed(numbers, whole, top, bottom):
    if (top, bottom) == (1, 2):
        return "eineinhalb" if whole == 1 else f"{numbers.cardinal(whole)}einhalb"
    return f"{numbers.cardinal(whole)} {_fraction(numbers, top, bottom)}"


def _time(numbers, hour, minute, half):
    said = f"{numbers.cardinal(hour, 'm')} Uhr"
    return f"{said} {numbers.cardinal(minute)}" if minute else said


_WEAK = re.compile(r"\b(?:am|im|vom|zum|beim|zur|den|dem|des|bis zum|einem|einen|einer|seinem|seinen|seiner|ihrem|"
                   r"ihren|ihrer|meinem|meinen|meiner|unserem|unseren|diesem|diesen|dieser|jedem|jeden|"
                   r"(?:in|an|auf|mit|nach|seit|von|zu|bei|aus|vor|während|trotz) der) "
                   r"(?:\d{1,2}\.(?: und | bis |/|-|–))?$", re.I)
_STRONG = re.compile(r"\b(?:der|die|das|diese|dieses|jede|eine|seine|ihre|meine) (?:\d{1,2}\. und )?$", re.I)


def _ordinal_form(match):
    """Return the ending of an ordinal that agrees with the article before it and the noun after it."""
    left = before(match, 40)
    if _WEAK.search(left):
        return "en"
    return "e" if _STRONG.search(left) else NOUNS.gender_after(after(match, 40)) or "e"


_WEEKDAY = re.compile(rf"(?:{any_of([*_DAYS, *_DAYS.values()])})\.?, $")


def _day(numbers, day, match):
    left = _WEEKDAY.sub("", before(match, 40))
    if _WEAK.search(left) or re.search(r"\b(?:bis|ab|seit|vor|nach|gegen) $", left, re.I):
        return numbers.ordinal(day, "en")
    return numbers.ordinal(day, "e" if re.search(r"\b[Dd]er $", left) else "m")


# Nouns before which a number is an ordinal with or without an article, such as places and editions.
_IN_ORDER = frozenset((
    "Platz Liga Klasse Stock Etage Weltkrieg Jahrhundert Jahrtausend Geburtstag Kapitel Auflage Spieltag Runde Tag "
    "Quartal Semester Halbjahr Halbzeit Teil Akt Mal Bundesliga Staffel Folge Bezirk Sinfonie Symphonie Armee"
).split())
_ARTICLE = re.compile(rf"(?:{_WEAK.pattern}|{_STRONG.pattern}|\b(?:ein|mein|sein|ihr|kein|jeder|und|bis) $)", re.I)
_STARTERS = (
    "Der Die Das Ein Eine Ich Du Er Sie Es Wir Ihr Dies Diese Dieser Dieses In Im An Am Auf Aus Bei Mit Nach Von Vom "
    "Zu Zum Zur Für Über Unter Und Oder Aber Doch Wenn Als Wie Was Wer Wo Warum Dann Da Dort Hier Nicht Kein Keine Ja "
    "Nein Auch So Seit Bis Um Vor Man Mein Meine Sein Seine Alle Alles Jetzt Heute Danach Deshalb Dabei Weil Ob Bitte"
).split()


def _ordinal(match):
    following = re.match(r" ([A-Za-zÄÖÜäöüß]+)", after(match, 30))
    word = following.group(1) if following else ""
    article = _ARTICLE.search(before(match, 40)) and word and word not in _STARTERS
    return NUMBERS.ordinal(int(match.group(1)), _ordinal_form(match)) if article or word in _IN_ORDER else None


def _storey(match):
    """Say "im 2. OG" and, in an address, "2. OG"."""
    number, name = match.groups()
    word = {"OG": "Obergeschoss", "UG": "Untergeschoss", "DG": "Dachgeschoss"}.get(name, name)
    form = _ordinal_form(match)
    return f"{NUMBERS.ordinal(int(number), form if _ARTICLE.search(before(match, 40)) else 'n')} {word}"


def _roman_ordinal(match):
    number = parse(match.group(1))
    following = re.match(r" ([A-ZÄÖÜ][a-zäöüß]+)", after(match, 30))
    if not number or not following or following.group(1) in _STARTERS:
        return None
    return NUMBERS.ordinal(number, _ordinal_form(match)) if following.group(1) in _IN_ORDER else None


def _street(match):
    said = match.group().removesuffix("r.") + "raße"
    return (said, match.end() - 1) if ends_line(match) else said


def _decade(match):
    number = int(match.group(1))
    return f"{NUMBERS.year(number) if number > 99 else NUMBERS.cardinal(number)}er{match.group(2) or ''}"



def _ruler(numbers, number):
    return f"der {numbers.ordinal(number, 'e').capitalize()}"


def _queen(numbers, number):
    return f"die {numbers.ordinal(number, 'e').capitalize()}"


MAGNITUDES = magnitudes("""
    Tsd., Tsd: tausend
    Million, Millionen, Mio., Mio: Million/Millionen f
    Milliarde, Milliarden, Mrd., Mrd: Milliarde/Milliarden f
    Billion, Billionen, Bio.: Billion/Billionen f
""")

GERMAN = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="von", to="bis", ratio="zu",
        half={"m": "ein halber", "f": "eine halbe", "n": "ein halbes"},
        dative={"m": "einem halben", "f": "einer halben", "n": "einem halben"},
        governs="in|nach|vor|seit|mit|von|zu|bei|aus|binnen",
        powers=("hoch zwei", "hoch drei", "hoch {power}"),
        ordinals=(("ten", "en"), ("ter", "m"), ("te", "e"), ("tes", "n"), ("sten", "en"), ("ste", "e")),
        names_year=(r"\b(?:Jahre?|Jahres|seit|von|bis|ab|vor|nach|um|Anfang|Ende|Mitte|Sommer|Winter|Frühjahr|"
                    rf"Frühling|Herbst|{any_of(_MONTHS)}) "),
        labels=(r"\b(?:Nr\.|Art\.|Abs\.|Kap\.|Bd\.|Abb\.|Nummer|Seite|S\.|Kapitel|Artikel|Band|Zimmer|Raum|Gleis|Linie|Version|Gruppe|Halle|Absatz|"
                r"Platz) "),
        is_year=lambda match: 1100 <= int(match.group(2)) < 2000 and not re.match(r" [A-ZÄÖÜ]", after(match, 2)),
    ),
    dates=Dates(
        months=_MONTHS,
        short={"Jan": 1, "Jänner": 1, "Feb": 2, "Mrz": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Sept": 9,
               "Okt": 10, "Nov": 11, "Dez": 12},
        form="{day} {month}", with_year=" {year}", mark=r"\.", day=_day, between=" ?", stops=True, weekdays=_DAYS,
        numbered="Raum|Zimmer|Version|Kapitel|Abschnitt|Punkt|Ziffer|Haus|Nr\\.|Tabelle|Abbildung",
    ),
    times=Times(
        patterns=(
            COLONS + r"(?: ?(?:Uhr\b|h\b))?",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d) ?(?:Uhr\b|h\b)",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d)(?= ?(?:bis|und|-|–) ?\d{1,2}[.:]\d\d ?(?:Uhr|h)\b)",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4])(?P<m>) ?Uhr\b",
        ),
        say=_time, seconds=" und {seconds} Sekunden",
    ),
    money=Money(column("currencies", "de") | {"Euro": (Noun("Euro", "Euro", "m"), Noun("Cent", "Cent", "m"))},
                MAGNITUDES,
                with_parts="{whole} {parts}", to="bis"),
    measures=Measures(column("units", "de"), "pro", MAGNITUDES),
    telephone=Telephone((
        r"\(?0\d{2,5}\)?[ /-]\d{3,8}(?:[ -]\d{2,6})*", r"01\d{9,10}",
    )),
    abbreviations=Abbreviations(
        titles={"Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau", "Dr.": "Doktor", "Prof.": "Professor",
                "Dipl.": "Diplom", "Ing.": "Ingenieur", "St.": "Sankt", "Hl.": "heilige", "hl.": "heilige",
                "Frl.": "Fräulein", "RA": "Rechtsanwalt", "RAin": "Rechtsanwältin", "Priv.": "Privat",
                "Doz.": "Dozent", "Mag.": "Magister"},
        counted={"op.": "Opus", "Op.": "Opus", "Nr.": "Nummer", "Nrn.": "Nummern", "S.": "Seite", "Art.": "Artikel",
                 "Abs.": "Absatz",
                 "Kap.": "Kapitel", "Abb.": "Abbildung", "Bd.": "Band", "Tab.": "Tabelle", "Tel.": "Telefon",
                 "ca.": "circa", "Ca.": "Circa", "Ziff.": "Ziffer", "Anm.": "Anmerkung", "min.": "mindestens",
                 "max.": "maximal", "Zi.": "Zimmer", "§§": "Paragrafen", "§": "Paragraf", "Jg.": "Jahrgang",
                 "geb.": "geboren", "gest.": "gestorben"},
        others={"z. B.": "zum Beispiel", "Z. B.": "Zum Beispiel", "d. h.": "das heißt", "D. h.": "Das heißt",
                "u. a.": "unter anderem", "U. a.": "Unter anderem", "usw.": "und so weiter", "etc.": "et cetera",
                "bzw.": "beziehungsweise", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
                "exkl.": "exklusive", "bspw.": "beispielsweise", "vgl.": "vergleiche", "Vgl.": "Vergleiche",
                "sog.": "sogenannte", "z. T.": "zum Teil", "o. Ä.": "oder Ähnliches", "u. Ä.": "und Ähnliches",
                "i. d. R.": "in der Regel", "u. U.": "unter Umständen", "v. a.": "vor allem", "z. Zt.": "zurzeit",
                "zzgl.": "zuzüglich", "abzgl.": "abzüglich", "v. Chr.": "vor Christus", "n. Chr.": "nach Christus",
                "Str.": "Straße", "str.": "straße", "Std.": "Stunden", "Min.": "Minuten", "Sek.": "Sekunden",
                "Jh.": "Jahrhundert", "Mio.": "Millionen", "Mrd.": "Milliarden", "ca.": "circa", "max.": "maximal",
                "min.": "minimal", "Tel.": "Telefon", "geb.": "geboren", "gest.": "gestorben", "jr.": "junior",
                "Hbf.": "Hauptbahnhof", "TL": "Teelöffel", "EL": "Esslöffel", "Hbf": "Hauptbahnhof", "u.": "und",
                "o.": "oder", "m. E.": "meines Erachtens", "i. A.": "im Auftrag", "s. o.": "siehe oben",
                "s. u.": "siehe unten", "allg.": "allgemein", "versch.": "verschiedene", "einschl.": "einschließlich",
                "lt.": "laut", "Aufl.": "Auflage", "St.": "Stück", "e. V.": "eingetragener Verein",
                "a. D.": "außer Dienst", "a. M.": "am Main", "Pers.": "Personen", "MwSt.": "Mehrwertsteuer",
                "GmbH": "G M B H", "km": "Kilometer", "EG": "Erdgeschoss", "Pl.": "Platz",
                "Postf.": "Postfach", "gem.": "gemäß", "entspr.": "entsprechend", "insb.": "insbesondere",
                "mind.": "mindestens",
                "insbes.": "insbesondere", "Bsp.": "Beispiel", "tägl.": "täglich", "mtl.": "monatlich",
                "jährl.": "jährlich",
                "wöchentl.": "wöchentlich", "zw.": "zwischen", "Nachf.": "Nachfolger", "Gebr.": "Gebrüder",
                "Fa.": "Firma", "z. Hd.": "zu Händen", "z. Hdn.": "zu Händen", "p. a.": "pro Jahr", "u. v. m.":
                "und vieles mehr", "u. v. a.": "und viele andere", "MfG": "mit freundlichen Grüßen",
                "i. V.": "in Vertretung",
                "o. g.": "oben genannte", "b. w.": "bitte wenden", "Einw.": "Einwohner", "Abt.": "Abteilung",
                "verh.": "verheiratet", "led.": "ledig", "Whg.": "Wohnung", "Wg.": "Wohnung", "Hrsg.": "Herausgeber",
                "ebd.": "ebenda", "ff.": "folgende", "f.": "folgende", "urspr.": "ursprünglich", "monatl.": "monatlich",
                "Jhd.": "Jahrhundert", "Jhdt.": "Jahrhundert", "engl.": "englisch", "dt.": "deutsch",
                "lat.": "lateinisch",
                "inkl": "inklusive", "zzgl": "zuzüglich", "exkl": "exklusive"},
        final=("usw.", "etc."),
    ),
    letters=Letters(
        words="OK UNO NATO NASA UNESCO UNICEF FIFA UEFA AIDS UFO TÜV LED COVID BAföG DAX PIN BUND DIN ISO RAM "
              "ROM SIM TAN GIF SARS PISA EHEC JPEG WLAN".split(),
        spelled=("USA", "AOK", "AEG", "EDEKA"),
        common="nicht nie nur so ja nein und oder der die das ein eine ist sehr alle alles kein ich du er sie "
               "wir".split(),
    ),
    roman=Roman(
        styles={"ruler": _ruler, "queen": _queen},
        behind=styles_of("kapitel band teil akt buch artikel typ klasse stufe phase", "cardinal"),
        names=styles_of("Ludwig Karl Heinrich Franz Napoleon Friedrich Wilhelm Otto Paul Benedikt Pius Leo Gregor "
                        "Georg Philipp Nikolaus Alexander Eduard Richard Rudolf Ferdinand Maximilian Johannes Konrad "
                        "Leopold Joseph Josef Clemens Innozenz Urban Sixtus Julius Ramses Gustav Christian Albert "
                        "Peter August Ottokar Harald Franziskus", "ruler")
        | styles_of("Elisabeth Katharina Christina Margarethe Maria", "queen"),
        stop=True,
    ),
    electronic=Electronic(
        names={".": "Punkt", "@": "ät", "/": "Schrägstrich", "-": "Bindestrich", "_": "Unterstrich",
               ":": "Doppelpunkt", "?": "Fragezeichen", "=": "gleich", "&": "und", "#": "Hashtag", "%": "Prozent",
               "+": "plus", "~": "Tilde"},
        said="com org net info online store blog cloud news zip doc".split(),
    ),
    signs={"&": "und", "+": "plus", "=": "gleich", "×": "mal", "÷": "geteilt durch", "±": "plus minus",
           "≈": "ungefähr", "≠": "ungleich", "≤": "kleiner oder gleich", "≥": "größer oder gleich", "<": "kleiner als",
           ">": "größer als", "→": "nach", "∞": "unendlich", "√": "Wurzel aus", "§": "Paragraf", "©": "Copyright",
           "%": "Prozent", "‰": "Promille", "°": "Grad", "#": "Raute", "@": "ät", "€": "Euro", "$": "Dollar",
           "£": "Pfund", "¥": "Yen", "₹": "Rupien", "−": "minus", "~": "ungefähr"},
    greek=("Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda My Ny Xi Omikron Pi Rho Sigma Tau Ypsilon "
           "Phi Chi Psi Omega"),
    times_sign="mal", divided_sign="geteilt durch",
    replacements={"º": "°"},
    bounds=("weniger als", "mehr als"),
    starters=_STARTERS,
    joiners="und oder aber denn sondern dass weil wenn als ob obwohl während damit bevor nachdem wie wo".split(),
    extra=(
        rule("telephone", DIGITS, r"(?:(?<=\bdie )|(?<=\bNotruf )|(?<=\bunter ))11[0-9](?!\w|[.,]\d)",
             lambda match: NUMBERS.one_by_one(match.group())),
        rule("ordinal", DIGITS, r"(?<![\w.,])(\d{1,2})\.[-–](\d{1,2})\.(?= (?:Jh|Jahrh|Jhd))",
             lambda match: " bis ".join(
            NUMBERS.ordinal(int(number), _ordinal_form(match) if _ARTICLE.search(before(match, 40)) else "n")
            for number in match.groups())),
        # Days of a month, as in "vom 3.–7. Mai".
        rule("date", DIGITS, rf"(?<![\w.,])(\d{{1,2}})\. ?[-–] ?(?=\d{{1,2}}\. (?:{any_of(_MONTHS)}))", lambda match: (
            f"{_day(NUMBERS, int(match.group(1)), match)} bis")),
        rule("abbreviation", UPPER + "ÄÖÜ", r"(?<!\w)[A-ZÄÖÜ][a-zäöüß]{2,30}str\.(?!\w)", _street),
        rule("number", DIGITS, r"(?<![\w.,])(\d0|\d{2}|\d{3}0)er(n)?(?!\w)", _decade),
        rule("ordinal", DIGITS, r"(?<![\w.,/-])(\d{1,3})\. (OG|UG|DG|Obergeschoss|Untergeschoss|Stockwerk)\b", _storey),
        rule("ordinal", DIGITS, r"(?<![\w.,/-])(\d{1,3})\.(?= [A-Za-zÄÖÜäöü])", _ordinal),
        rule("ordinal", DIGITS, r"(?:(?<=\bdem )|(?<=\bden ))(\d{1,2})\.(?=,)",
             lambda match: NUMBERS.ordinal(int(match.group(1)), "en")),
        # A place in a race, with no noun after it.
        rule("ordinal", DIGITS, r"(?:(?<=wurde )|(?<=wird )|(?<=Platz ))(\d{1,3})\.(?=[,;]| (?:und|mit|in|von|"
                                r"vor|hinter|beim|bei)\b)",
             lambda match: NUMBERS.ordinal(int(match.group(1)), "m").capitalize()),
        rule("code", DIGITS, r"(?<![\w.,])(?:(?<=, )|(?<=PLZ )|(?<=D-))\d{5}(?!\w|[.,]\d)(?=[.,;)]| [A-ZÄÖÜ]|$)",
             lambda match: NUMBERS.one_by_one(match.group())),
        rule("roman", "IVXLC", r"(?<![\w.,/'-])([IVXLC]+)\.(?= [A-ZÄÖÜ])", _roman_ordinal),
    ),
)
