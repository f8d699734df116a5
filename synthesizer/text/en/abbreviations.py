"""Abbreviations, with or without a full stop."""

import re

from synthesizer.text.en.rules import LETTERS, UPPER, after, any_of, before, ends_sentence, rule, without_stop

# Used before a name, and so never at the end of a sentence.
TITLES = {
    "Mr": "Mister", "Mrs": "Mrs", "Ms": "Miz", "Mx": "Mix", "Messrs": "Messers", "Dr": "Doctor", "Drs": "Doctors",
    "Prof": "Professor", "Rev": "Reverend", "Fr": "Father", "Hon": "Honorable", "Gen": "General", "Col": "Colonel",
    "Maj": "Major", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Cpl": "Corporal",
    "Pvt": "Private", "Cmdr": "Commander", "Adm": "Admiral", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Pres": "President", "Supt": "Superintendent", "St": "Saint", "Ste": "Saint",
    "Mt": "Mount", "Ft": "Fort", "Rt": "Right", "Msgr": "Monsignor", "Amb": "Ambassador", "Atty": "Attorney",
    "Insp": "Inspector", "Det": "Detective", "Brig": "Brigadier", "Sr": "Sister", "Br": "Brother",
}
# Used before a number.
COUNTED = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "vol": "volume", "vols": "volumes",
    "fig": "figure", "figs": "figures", "ch": "chapter", "chap": "chapter", "sec": "section", "sect": "section",
    "art": "article", "eq": "equation", "ver": "version", "op": "opus", "ca": "circa", "c": "circa", "ext": "extension",
    "apt": "apartment", "pt": "part", "par": "paragraph", "ex": "example", "ste": "suite", "bldg": "building",
    "rm": "room", "rte": "route",
    "rt": "route", "cat": "category", "mk": "mark",
    "fl": "floor", "ep": "episode", "ed": "edition", "cl": "clause", "tbl": "table",
    "vv": "verses", "sc": "scene", "ll": "lines", "col": "column", "fn": "footnote", "blk": "block", "r": "ruled",
    "b": "born", "d": "died", "v": "version",
}
# Anything else that ends in a stop, which may be the stop of the sentence as well.
SHORTENED = {
    "etc": "et cetera", "vs": "versus", "e.g": "for example", "i.e": "that is", "cf": "compare", "viz": "namely",
    "al": "al", "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Inc": "Incorporated", "Ltd": "Limited",
    "Corp": "Corporation", "Co": "Company", "Bros": "Brothers", "dept": "department", "Dept": "Department",
    "approx": "approximately", "avg": "average", "est": "estimated", "govt": "government", "Govt": "Government",
    "Univ": "University", "univ": "university", "Assn": "Association", "Assoc": "Associates", "misc": "miscellaneous",
    "incl": "including", "excl": "excluding", "Ph.D": "PhD", "B.Sc": "BSc", "M.Sc": "MSc", "a.k.a": "also known as",
    "mfg": "manufacturing", "intl": "international", "natl": "national", "min": "minute", "mins": "minutes",
    "max": "maximum", "temp": "temperature", "tel": "telephone", "Tel": "Telephone", "hr": "hour", "hrs": "hours",
    "sec": "second", "secs": "seconds", "ft": "feet", "lb": "pound", "lbs": "pounds", "oz": "ounces", "yd": "yard",
    "yds": "yards", "tsp": "teaspoon", "tbsp": "tablespoon", "pkg": "package", "qty": "quantity", "amt": "amount",
    "acct": "account", "appt": "appointment", "attn": "attention", "Attn": "Attention", "bldg": "building",
    "Bldg": "Building", "cont": "continued", "dir": "director", "div": "division", "ed": "edited", "eds": "editors",
    "esp": "especially", "gal": "gallon", "gals": "gallons", "hist": "history", "ibid": "ibidem", "jct": "junction",
    "lit": "literally", "mgr": "manager", "Mgr": "Manager", "mgmt": "management", "mo": "month", "mos": "months",
    "op. cit": "opere citato", "orig": "originally", "pop": "population", "pres": "president", "prev": "previously",
    "pron": "pronounced", "pub": "published", "ref": "reference", "refs": "references", "resp": "respectively",
    "rev": "revised", "sq": "square", "std": "standard", "subj": "subject", "syn": "synonym", "trans": "translated",
    "wk": "week", "wks": "weeks", "yr": "year", "yrs": "years", "Rs": "rupees", "Intl": "International",
    "Natl": "National", "Inst": "Institute", "Soc": "Society", "Mfg": "Manufacturing", "Hosp": "Hospital",
    "Tech": "Tech", "Ref": "Reference", "Vol": "Volume", "vol": "volume", "vols": "volumes", "fig": "figure",
    "Fig": "Figure", "figs": "figures", "Figs": "Figures", "ca": "circa", "St": "Street",
    "Rt": "Right", "Hon": "Honorable", "Pvt": "Private", "ext": "extension", "Ext": "Extension", "Apt": "Apartment",
    "apt": "apartment", "Rep": "Representative", "Sen": "Senator", "Gov": "Governor", "para": "paragraph",
    "paras": "paragraphs", "ver": "version", "n.b": "nota bene", "N.B": "nota bene", "q.v": "which see",
    "p.a": "per annum", "Dec": "December", "anon": "anonymous", "Anon": "Anonymous", "bros": "brothers",
    "co": "company", "corp": "corporation", "inc": "incorporated", "ltd": "limited", "jr": "junior",
    "Messrs": "Messers", "mfr": "manufacturer", "ctr": "center", "bdrm": "bedroom", "bdrms": "bedrooms", "cu": "cubic",
    "pct": "percent", "qtr": "quarter", "qtrs": "quarters", "req": "required", "reqd": "required", "exp": "experience",
    "util": "utilities", "utils": "utilities", "hum": "humidity", "alt": "altitude", "assoc": "associate",
    "prof": "professor", "hwy": "highway", "pts": "points",
    "LL.M": "L L M", "LL.B": "L L B", "Ed.D": "E D D", "B.Ed": "B Ed", "M.Ed": "M Ed", "M.Phil": "M Phil",
    "D.Phil": "D Phil", "Pharm.D": "Pharm D", "B.Tech": "B Tech", "Exec": "Executive", "Amend": "Amendment",
    "Mob": "Mobile", "lvl": "level", "agg": "aggregate", "ppl": "people",
    "asst": "assistant", "mtg": "meeting", "mtgs": "meetings", "pkgs": "packages", "pcs": "pieces", "sched": "schedule",
    "equiv": "equivalent", "illus": "illustrated", "suppl": "supplement", "transl": "translated", "usu": "usually",
    "adj": "adjective", "adv": "adverb", "diam": "diameter", "fwd": "forward", "lg": "large", "num": "number",
    "wt": "weight", "ht": "height", "svc": "service", "secy": "secretary", "treas": "treasurer",
    "intro": "introduction",
    "Acad": "Academy", "Coll": "College", "Comm": "Committee", "Conf": "Conference", "Fdn": "Foundation",
    "Proc": "Proceedings", "Bur": "Bureau", "Cong": "Congress", "Mts": "Mountains", "Mtn": "Mountain",
}
# States and provinces as newspapers shorten them; the second ones only after a comma.
_STATES = dict(pair.split(":") for pair in (
    "Ala:Alabama Ariz:Arizona Calif:California Colo:Colorado Conn:Connecticut Fla:Florida Kan:Kansas Kans:Kansas "
    "Mich:Michigan Minn:Minnesota Neb:Nebraska Nebr:Nebraska Nev:Nevada Okla:Oklahoma Tenn:Tennessee Wis:Wisconsin "
    "Wisc:Wisconsin Wyo:Wyoming Ont:Ontario Alta:Alberta Sask:Saskatchewan Mass:Massachusetts").split())
_STATES_BEHIND_COMMA = dict(pair.split(":") for pair in (
    "Ark:Arkansas Del:Delaware Ga:Georgia Ill:Illinois Ind:Indiana Ky:Kentucky La:Louisiana Md:Maryland "
    "Miss:Mississippi Mo:Missouri Mont:Montana Ore:Oregon Pa:Pennsylvania Penn:Pennsylvania Tex:Texas Vt:Vermont "
    "Va:Virginia Wash:Washington Que:Quebec Man:Manitoba").split())
_LISTED_STATE = re.compile(rf",? (?:and |or )?(?:{any_of([*_STATES, *_STATES_BEHIND_COMMA])})\.")
_SHOUTED = "ETC DEPT GOVT UNIV CORP LTD BROS APPROX INTL NATL INCL LBS HRS YRS TEL ATTN ACCT".split()
# Also words: abbreviations only if the sentence continues.
_WORDS_TOO = frozenset("pop ed rev lit temp pub ref sec est max min co inc dir div mo std trans hist orig cont syn gal "
                       "gals anon exp util hum alt num lg intro cu ht".split())
# In names of firms and as editors' marks they may occur anywhere.
_UPPER_TOO = frozenset("Co Inc Dir".split())
_CAPITALISED = [word.capitalize() for word in SHORTENED if word.islower() and word.isalpha() and len(word) > 2 and
                word not in ("jan", "dec", "mon", "gal", "gals", "hon", "ibid", "lit", "trans")]
_COUNT = re.compile(r"[\d½¼¾]\W?$|\b(?:a|per|each|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|fifty|few|"
                    r"couple of|some|every) $", re.I)
_BARE_TITLES = frozenset("Mr Mrs Ms Mx Dr Prof Sgt Capt Lt St Mt Rev".split())
_BARE_COUNTED = frozenset("ca No Vol Fig Apt Ste Rm Bldg Ext Rte Pg Ch Ep pp pg ext apt vol fig ch v".split())
# Abbreviations without a stop.
_PLAIN = {
    "vs": "versus", "Jr": "Junior", "Dept": "Department", "dept": "department", "govt": "government",
    "approx": "approximately",
    "etc": "et cetera", "Bros": "Brothers", "Ltd": "Limited", "Mfg": "Manufacturing", "Assn": "Association",
    "lbs": "pounds", "hrs": "hours", "yrs": "years", "mins": "minutes", "secs": "seconds", "tbsp": "tablespoon",
    "tsp": "teaspoon", "qty": "quantity", "acct": "account", "appt": "appointment", "mgmt": "management",
    "Attn": "Attention", "attn": "attention", "ATTN": "Attention", "Acct": "Account", "Qty": "Quantity",
    "pts": "points", "mph": "miles per hour", "kph": "kilometers per hour", "aka": "A- K A-", "WWI": "World War one",
    "WWII": "World War two", "intl": "international",
}
SLASHED = {"w/o": "without", "w/": "with", "b/c": "because", "c/o": "care of", "and/or": "and or", "n/a": "N A-",
           "N/A": "N A-", "km/h": "kilometers per hour", "m/s": "meters per second", "I/O": "I O", "A/C": "A- C",
           "w/e": "whatever", "R/C": "R C", "TCP/IP": "TCP IP", "24/7": "twenty-four seven", "h/t": "hat tip",
           "mi/h": "miles per hour", "ft/s": "feet per second", "A/B": "A- B", "a/c": "A- C", "b/w": "between",
           "w/in": "within",
           "W/": "with", "W/O": "without", "s/o": "shout out", "y/o": "years old", "p/w": "password"}
_CONTRACTED = {"gov't": "government", "govt's": "government's", "int'l": "international", "nat'l": "national",
               "dep't": "department", "ass'n": "association", "m'gmt": "management", "cont'd": "continued",
               "rec'd": "received", "sec'y": "secretary", "req'd": "required", "y'day": "yesterday"}


def _title(match):
    word = match.group(1)
    title = TITLES.get(word) or TITLES.get(word.title() if word.isupper() else "")
    stop = match.group().endswith(".")
    following = after(match, 4)
    if title is None or not (stop or word in _BARE_TITLES):
        return None
    if not re.match(r" ?[A-Z\"']| [1-3](?:st|nd|rd)", after(match, 5)):
        # Used alone: "Yes, Dr., I will."
        return title if word in ("Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof") and stop else None
    if word == "Sr" and re.search(r"[A-Z]\w+,? $", before(match, 25)):
        return None
    if word in ("St", "Mt", "Ft") and not stop and not re.match(r" [A-Z][a-z]", following):
        return None
    if word == "Ste" and re.match(r" \d", following):
        return None
    if word == "Ste" and re.match(r" [A-Z](?:-?\d|\b)", following):
        return "Suite"
    return title


def _counted(match):
    word = match.group(1)
    if word in ("C", "D", "B", "V", "P") or (word[0].isupper() and not word[1:].islower()):
        return None
    said = COUNTED.get(word.lower())
    if said is None:
        return None
    if not match.group().endswith(".") and word not in _BARE_COUNTED:
        return None
    if word in ("fl", "r", "ca") and not re.match(r" ?\d{3,4}\b", after(match, 6)):
        return said if word == "fl" else None
    if word == "fl" and re.match(r" ?1\d\d\d\b", after(match, 6)):
        return "flourished"
    return said.capitalize() if word[0].isupper() else said


def _shortened(match):
    said = SHORTENED.get(match.group(1))
    if said is None and match.group(1)[0].isupper() and match.group(1)[1:].islower():
        said = SHORTENED.get(match.group(1).lower(), "").capitalize() or None
    if match.group(1) in ("est", "Est") and re.match(r" (?:1[5-9]|20)\d\d(?:[),.;]|$)", after(match, 7)):
        said = "established" if match.group(1) == "est" else "Established"
    if match.group(1) in ("min", "Min") and not _COUNT.search(before(match, 14)):
        said = "minimum" if match.group(1) == "min" else "Minimum"
    if said is None and match.group(1).isupper() and len(match.group(1)) > 2:
        said = SHORTENED.get(match.group(1).lower()) or SHORTENED.get(match.group(1).title())
    if said is None:
        return None
    closes = ends_sentence(match.string, match.end())
    too = match.group(1).lower() in _WORDS_TOO and match.group(1) not in _UPPER_TOO
    if too and (closes or not re.match(r"[,;:)]| [a-z\d(]", after(match, 2))):
        return None
    return (said, match.end() - 1) if closes else said


def _newspaper_state(match):
    name = match.group(1)
    said = _STATES.get(name) or _STATES_BEHIND_COMMA.get(name)
    behind = re.search(r"[a-z.], $", before(match, 4)) or _LISTED_STATE.match(after(match, 12))
    followed = re.match(r"[,;)]|$| (?:and|or|in|to)\b|\n", after(match, 6))
    if not behind and (name in _STATES_BEHIND_COMMA or not followed):
        return None
    return without_stop(match, said)


def _contracted(match):
    said = _CONTRACTED[match.group().lower()]
    return said.capitalize() if match.group()[0].isupper() else said


def _plain(match):
    return _PLAIN[match.group()]


RULES = (
    rule("abbreviation", "c", r"\bc(?=1\d{3}\b)", "circa"),
    rule("abbreviation", LETTERS, rf"\b(?:{any_of(_CONTRACTED)})(?!\w)", _contracted, re.I),
    rule("abbreviation", "RDI", rf"(?<=\()([RDI])-({any_of([*_STATES, *_STATES_BEHIND_COMMA])})\.?(?=\))",
         lambda m: f"{m.group(1)}, {(_STATES | _STATES_BEHIND_COMMA)[m.group(2)]}"),
    rule("abbreviation", UPPER, rf"\b({any_of([*_STATES, *_STATES_BEHIND_COMMA])})\.(?!\w)", _newspaper_state),
    rule("abbreviation", LETTERS + "2", rf"(?<![\w/])(?:{any_of(SLASHED)})(?!\w)", lambda m: SLASHED[m.group()]),
    rule("abbreviation", LETTERS, r"\b([A-Za-z]{1,6})\b(?:\.(?= ?(?:[#(]?\d|[IVXLC]{2,}\b|[ivxl]{2,}\b))|"
                                  r"(?= [#]?\d)|(?=\d))", _counted),
    rule("abbreviation", "v", r"(?<=[a-z.] )v\.(?= [A-Z][a-z])", "versus"),
    rule("abbreviation", UPPER, r"\b([A-Z][A-Za-z]{0,5})\b(?:\.(?!\w)|(?= ))", _title),
    rule("abbreviation", UPPER, r"\b(Mr|Mrs|Ms|Dr|Prof|Capt|Lt|Sgt|St|Mt|Rev|Gen|Col|Gov|Sen|"
                                r"Rep)\.(?=[A-Z][a-z])", _title),
    rule("abbreviation", LETTERS, rf"(?<![\w.])({any_of([*SHORTENED, *_CAPITALISED, *_SHOUTED])})\.(?!\w)",
         _shortened),
    rule("abbreviation", LETTERS, rf"(?<![\w.'@-])(?:{any_of(_PLAIN)})(?![\w.'-])", _plain),
)
TRIGGERS = frozenset(w.lower() for w in [*COUNTED, *SHORTENED, *_PLAIN, *_CONTRACTED, *TITLES,
                                           *(s.split("/")[0] for s in SLASHED)])
