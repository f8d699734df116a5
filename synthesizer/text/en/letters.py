"""Letters, acronyms, words in capitals, and the sounds people write."""

import re

from synthesizer.text.en.lexicon import is_english
from synthesizer.text.en.numbers import ONES, TENS
from synthesizer.text.en.numerals import letters
from synthesizer.text.en.rules import LETTERS, UPPER, after, any_of, before, ends_sentence, rule, word_before
from synthesizer.text.en.times import ZONES

# Acronyms that espeak-ng would say as a word.
SPELLED = frozenset((
    "AA AAA ACLU ADP AFK AKA ALS AM AMA AOC AOE APA API APR ASL ATP AWS BA BAE BIS CE CLI COO CRO DA DAO DM DOA DOB DOE "
    "DOI DOJ ECB ECG EDM EEA EEG EFTA EHR EIN EKG EMEA EMI EMS EMT ENT EOD EP EPA EPO EQ ER ERP ESA ESL ESOP ESP ESR ETA "
    "ETF EV EVP FAA FAO FIA FOIA GED GI GOP GPA GUI HOA IB ICAO ICC ICE ICML ICO ICU IDE IE IEC IEP IM IMF IMO INS IO "
    "IOC IOU IPCC IPO IQ IRA ISO ISS ITV IUD IV IVF JAL KO LAX LED LNG LOA MA MIA MIT MMO MOA MOD MOU NBA NDA NEC NGO "
    "NIH NOC NYU OAU OBE OCR OD OED OEM OJ OOO ORM OTC OTP OU PA PE PI PO POC POS POW PTO QA RAF RCA REI RIA RIP ROE "
    "ROI ROTC RPI SAE SAT SEC SEO SES SOA SOC SOE SOP SOS SUV TA TCO TEU TIA TOC UAE UAV UBS UCL UHF UI UKIP UPI UPS "
    "URI USC USDA USO USP USPS USSR UX VIP VOA VOC WHO WMO WTO YOY AOL AI IDK IMO EOE ESRB EULA IEEE IATA IAEA ILO AED "
    "AFL CIO NAFTAX TDAE ONU UEA UGA UNC USGA USMC USN USS ABBA AOK ISIL AUD EUR USD AAPL AIG EDF EA AE ATO BAU BOE "
    "BOA IDF CAA CAO DAB DEA EOS FEA IDA LAN AP AR VR XR MR DOS IR OEM OSS OKR NFT IBAN EBIT EPS"
).split()) - {"NAFTAX", "ICE", "ABBA", "LAN", "DOS", "INS", "SOC", "ROE"}
# Acronyms that espeak-ng spells, or reads as everybody does, by itself.
SPELLED_BY_ESPEAK = frozenset(
    "ABC ADHD AI AMD AOL API ATM ATV BMI CEO CFO CIA CIO CTO DIY DNA ESPN EST EU FBI GPA GPU HIV IBM ID IPA IRS ISBN "
    "ISP IT LA MBA MIT NAACP OCD OK OS RNA RSVP TV UCLA UFO UI UK UN URL US USA USAF USB UTC UV".split()
)
# Acronyms that are said as words; how they sound is the lexicon's business.
WORDS = frozenset((
    "NASA NATO UNESCO UNICEF OPEC AIDS FEMA UEFA FIFA NAFTA ASEAN NOAA DARPA OSHA SWAT LASER RADAR SONAR SCUBA TASER "
    "ARM ROM RAM RAG SIM PIN GIF JPEG LAN WAN VPNX CAD DOS BIOS BASIC COBOL FORTRAN LISP ASCII YAML REST SOAP AJAX CRUD "
    "WYSIWYG RAID SCADA CUDA LIDAR LORA RISC CISC GNOME BLOB GUID MIDI CAPTCHA IKEA NAND NOR SARS MERS COVID PETA "
    "NASDAQ NIMBY YOLO FOMO POTUS SCOTUS FLOTUS HIPAA COBRA ERISA SAG NAVY ARMY UNIX LINUX MAC ACID SAP ALDI FIAT SEAT "
    "LEGO NERF HUD DAX FOREX REIT SALT VAT TED CERN ESPRIT MENSA GAAP OPAC AWOL SNAFU FUBAR BART MOMA SOHO NOHO "
    "TRIBECA DAMN SIDS LOTR MASH KISS JAMA GOAT BERT LAMP MEMS OLED AMOLED PERL DRAM SRAM EPCOT TESOL TOEFL TEFL LSAT "
    "GMAT MCAT ACE ANOVA DOT CALTRANS ZIP ICE CAPEX OPEX ROE SHAPE STEM STEAM SOC EFTPOS ISIS PAC DREAM CARES "
    "USB-C TARP SNAP WIC FICA FICO NAGPRA NEPA NICU PICU MRSA DOGE GULAG INTERPOL EUROPOL BREXIT ABBA INXS DUMBO LATAM "
    "APAC BRIC BRICS PIGS NORAD CENTCOM SEAL SEALS AWACS MOAB AK HEPA PEMDAS EBITDA TIFF PNGX FUD LARP MIRV MOOC NEET "
    "NERVA NASCAR NCAAX ELISA FISH CRISPR COMSAT INMARSAT SPAC CONUS FLAC VESA SATA PATA SCSI SIMD GNU MIME SaaS"
).split()) - {"VPNX", "PNGX", "NCAAX", "NOR", "AK", "USB-C", "SaaS", "SCSI"}
# Small letters that people type for acronyms which are spelled.
_SMALL = frozenset("tv uk usa nyc fbi cia lol omg btw fyi diy faq html css url pdf gps dvd cd usb atm pc id dna rna ceo cfo "
                   "cto hr bbc cnn nba nfl phd mba gpu cpu ssd hdd sms vpn dj tbh idk imo imho brb ttyl nsfw tldr ufo mri "
                   "ot pr qr iq eq api sdk sql xml json uv led lcd".split()) - {"id", "hr", "ot", "led", "json", "pr"}
# Words of two or three letters that are shouted more often than they are acronyms.
_SHORT = frozenset((
    "ACT ADD AGE AGO AH AHA AID AIM AIR ALL AN AND ANY ARE ART AS ASK AT ATE AWE AX AXE BAD BAG BAN BAR BAT BAY BE BED "
    "BEG BET BIG BIT BOX BOY BUG BUN BUS BUT BUY BY BYE CAN CAP CAR CAT COW CRY CUP CUT DAD DAY DEN DID DIE DIG DO DOG "
    "DRY DUE EAR EAT EGG END EVE EYE FAN FAR FAT FEE FEW FIT FIX FLY FOR FOX FUN FUR GAP GAS GET GO GOD GOT GUN GUY HA "
    "HAD HAM HAS HAT HE HER HEY HI HIM HIS HIT HO HOT HOW HUG IF ILL IN INN IS ITS JAM JAR JOB JOY KEY KID LAB LAW LAY "
    "LEG LET LIE LIP LOG LOT LOW MAD MAN MAP MAT MAY ME MEN MET MIX MOM MUD MUM MY NET NEW NO NOT NOW NUT OBEY ODD OF OFF "
    "OH OIL OLD ON ONE OR OUR OUT OWE OWN PAN PAY PEN PET PIE PIG POT PUB PUT RAN RAT RAW RED RID ROW RUN SAD SAW SAY "
    "SEA SEE SET SHE SHY SIT SIX SKY SO SON SUN TAX TEA TEN THE TIE TIN TO TOE TOM TOO TOP TOY TRY TWO UP USE VAN WAR "
    "WAS WAY WE WET WHY WIN WON WOW YEP YES YET YOU ZOO UH UM OOPS HUH NAH YEAH GUM FAQX SIR HIS GAL PAL PLAY OUCH RIP"
).split()) - {"FAQX", "OR"}
_ONSETS = re.compile(r"(?:[BCDFGJKPST]?[LRW]?|SH|CH|TH|WH|PH|S[CKMNPQTLW][LRW]?|QU|[BCDFGHJKLMNPRSTVWXYZ])[AEIOUY]"
                     r"(?:[A-Z]*[AEIOUY])?[A-Z]{0,4}$")
_BAD = re.compile(r"[AEIOU]{3}|[BCDFGHJKLMNPQRSTVWXZ]{4}|[BCDGHJKPQTVWXZ][BCDFGJKMNPQTVWXZ]$|[CJQVX]$|^[AEIOU][AEIOU]$|"
                  r"(?:[JKQVWXZ][BCDFGJKMPQTVXZ])|[BDGPT][BCDFGJKMPQVXZ]")
# Before a lone A that is the letter.
_BEFORE_A = frozenset("plan vitamin grade hepatitis type option group class team point an letter letters from section part "
                      "appendix exhibit building block wing side gate terminal row ward influenza blood key list schedule "
                      "tier series model figure straight".split())
_PIECES = dict(K="king", Q="queen", R="rook", B="bishop", N="knight")
_HOUR = re.compile(rf"(?:\d|o'clock|hundred|{'|'.join(ONES + TENS[2:])}) ?$")


def capitals(word: str, tail: str = "") -> str:
    """Say a word in capitals: spelled, or as a word.

    Parameters
    ----------
    word : str
        Two letters or more.
    tail : str
        "s" or "'s" behind it, or nothing.

    Returns
    -------
    str
        The letters, the word in small letters, or the acronym where that is said as a word.
    """
    vowelless = not set(word) & set("AEIOUY")
    if word in WORDS:
        return word + tail
    if word in _SHORT:
        return word.lower() + tail
    if word in SPELLED or word in SPELLED_BY_ESPEAK or vowelless or not _sayable(word):
        # espeak-ng spells what has no vowels, and some others.
        known = word not in SPELLED and (word in SPELLED_BY_ESPEAK or vowelless)
        if not tail:
            return word if known else letters(word)
        # espeak-ng would drop the ending from a word that it spells.
        return f"{word[:-1] if vowelless else letters(word[:-1])} {word[-1]}'s"
    return word.lower() + tail


def _sayable(word):
    if len(word) < 4:
        return False
    return is_english(word.lower()) or bool(len(word) > 4 and _ONSETS.match(word) and not _BAD.search(word))


def _acronym(match):
    word, tail = match.groups()
    # espeak-ng takes AM for the verb, except after a number.
    if word in ("AM", "PM") and not tail and _HOUR.search(before(match, 12)):
        return word
    if tail == "s" and word in ("A", "I"):
        return None
    return capitals(word, tail or "")


def _initials(match):
    text = match.group()
    plain = re.sub(r"[^A-Za-z]", "", text)
    tail = match.group(1) or ""
    if plain.upper() in ("AM", "PM"):
        said = plain.upper()
        if text.endswith(".") and _ends_time(match):
            return said, match.end() - 1
        return said
    vowelless = not set(plain) & set("AEIOUY")
    known = plain in SPELLED_BY_ESPEAK or (len(plain) > 1 and vowelless)
    said = (plain if known and plain not in SPELLED else letters(plain)) + tail
    if text.endswith(".") and ends_sentence(match.string, match.end()):
        return said, match.end() - 1
    return said


def _ends_time(match):
    return re.match(rf"[\"')]*(?:\s*$|\s*\n| +[\"'(]*(?!(?:{any_of(ZONES)})\b)[A-Z])", after(match, 9))


def _initial(match):
    letter = match.group(1)
    # The end of "W I L S O N. Wilson."
    if re.search(r"(?:\b[A-Z] ){2}$", before(match, 6)):
        return letters(letter), match.end() - 1
    if re.search(r"\b(?:[Vv]itamin|[Pp]lan|[Gg]rade|[Tt]ype|[Oo]ption|[Gg]roup|[Cc]lass|[Pp]oint|[Ss]ection|[Tt]eam|[Hh]epatitis"
                 r"|[Aa]n?|[Ll]etter) $", before(match, 12)):
        return letters(letter), match.end() - 1
    if ends_sentence(match.string, match.end()) and not re.match(r" ?[A-Z]\.", after(match, 3)):
        return letters(letter), match.end() - 1
    return letters(letter)


def _i_initial(match):
    return "I"


def _letter_a(match):
    previous, following = word_before(match), after(match, 30)
    spelled = re.search(r"\b[B-HJ-Z] $", before(match, 2)) or re.match(r" [B-HJ-Z]\b(?![.'])", following)
    closed = re.match(r"[,;:!?)]|\.(?: |$)|\"|\s*$|'s\b", following)
    if re.search(r"(?:^|[.!?:\n]\s*|[\"'(])$", before(match, 3)) and not spelled:
        return "A-" if re.match(r"(?:[,;:!?)\"]|\.$|\s*$)|-(?=list\b|level|team\b|frame|line\b)", following) and (
            following[:1] not in "'") else None
    if spelled or previous in _BEFORE_A or (closed and previous not in ("",)) or re.match(
            r" (?:to|and|or|through) [A-Z]\b|(?: |-)(?:minor|major|flat|sharp)\b|-(?:list|level|line|frame|team|side|minor)",
            following):
        return "A-"
    return None


def _and_letters(match):
    first, second, tail = match.groups()
    if tail:
        return f"{letters(first)} and {second}'s"
    return f"{letters(first)} and {letters(second) if len(second) <= 2 else second}"


def _sharp(match):
    note, sign = match.groups()
    return f"{letters(note)} {'flat' if sign == '♭' else 'sharp'}"


def _chess(match):
    text = match.group()
    piece, origin, takes, square, promoted, check = match.groups()
    if not piece and not takes and not promoted and not check:
        return None
    said = [_PIECES.get(piece, "")] if piece else []
    if origin:
        said.append(" ".join(letters(c) if c.isalpha() else ("one two three four five six seven eight".split()[int(c) - 1])
                             for c in origin))
    if takes:
        said.append("takes")
    said += [letters(square[0]), "one two three four five six seven eight".split()[int(square[1]) - 1]]
    if promoted:
        said += ["promotes to", _PIECES[promoted[1]]]
    if check:
        said.append("check" if check == "+" else "mate")
    return " ".join(said) if len(text) > 2 else None


def _castles(match):
    return "castles long" if match.group().count("O") + match.group().count("0") == 3 else "castles"


def _small(match):
    return match.group().upper() if not set(match.group()) & set("aeiouy") else capitals(match.group().upper())


RULES = (
    rule("chess", "KQRBNabcdefgh", r"\b([KQRBN])?([a-h]|[1-8])?(x)?([a-h][1-8])(=[QRBN])?([+#])?(?![\w'])", _chess),
    rule("chess", "O0", r"\b(?:O-O(?:-O)?|0-0-0)(?![\w-])", _castles),
    rule("letters", "ABCDEFG", r"\b([A-G])([#♯♭])(?!\w)", _sharp),
    rule("letters", UPPER, r"\b([A-Z]{1,2}) ?& ?([A-Z]{1,3})('s|s)?\b", _and_letters),
    rule("letters", LETTERS, r"(?<![\w.])(?:(?:[A-Z]\.){2,8}|(?:[a-z]\.){2,8})('s)?(?!\w)", _initials),
    rule("letters", UPPER, r"(?<![\w.'])([A-HJ-Z])\.(?= ?[A-Z]\.| [A-Z][\w'-]| \d)", _initial),
    rule("letters", "I", r"(?<![\w.'])I\.(?= ?[A-Z]\.)", _i_initial),
    rule("letters", "A", r"\bA\b(?!')", _letter_a),
    rule("acronym", UPPER, r"\b([A-Z]{2,6})('s|s)?\b(?!'\w)", _acronym),
    rule("acronym", LETTERS, rf"(?<![\w.'@-])(?:{any_of(_SMALL)})(?![\w'-]|\.\w)", _small),
)
TRIGGERS = _SMALL
