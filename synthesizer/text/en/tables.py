"""What the normaliser knows by heart: names, units, abbreviations, symbols."""

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = {"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
            "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"}

# Singular and plural of the coin and its hundredth part.
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₪": ("shekel", "shekels", "agora", "agorot"), "₺": ("lira", "lira", "kurush", "kurush"),
    "₴": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"), "฿": ("baht", "baht", "satang", "satang"),
    "₿": ("bitcoin", "bitcoins", "cent", "cents"), "¢": ("cent", "cents", "", ""),
}
CURRENCY_CODES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "KRW": "₩", "ILS": "₪"}
DOLLARS = {"US": "US ", "A": "Australian ", "AU": "Australian ", "C": "Canadian ", "CA": "Canadian ",
           "NZ": "New Zealand ", "HK": "Hong Kong "}
MULTIPLES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mm": "million",
             "b": "billion", "B": "billion", "bn": "billion", "t": "trillion", "tn": "trillion", "T": "trillion"}

UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "µm": "micrometer", "nm": "nanometer",
    "mi": "mile", "yd": "yard", "yds": "yard", "ft": "foot", "inch": "inch", "in.": "inch",
    "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "mcg": "microgram",
    "fl oz": "fluid ounce", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "l": "liter", "L": "liter", "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "dl": "deciliter",
    "gal": "gallon", "tsp": "teaspoon", "tbsp": "tablespoon", "ha": "hectare", "cc": "cc",
    "s": "second", "sec": "second", "secs": "second", "ms": "millisecond", "µs": "microsecond", "ns": "nanosecond",
    "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year",
    "mph": "mile per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour", "fps": "frame per second",
    "rpm": "revolution per minute", "bpm": "beat per minute", "wpm": "word per minute", "dpi": "dot per inch",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "THz": "terahertz",
    "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt", "mW": "milliwatt",
    "Wh": "watt hour", "kWh": "kilowatt hour", "MWh": "megawatt hour", "V": "volt", "kV": "kilovolt",
    "mV": "millivolt", "mA": "milliamp", "mAh": "milliamp hour", "J": "joule", "kJ": "kilojoule", "MJ": "megajoule",
    "cal": "calorie", "kcal": "kilocalorie", "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal",
    "MPa": "megapascal", "psi": "P S I", "hp": "horsepower", "dB": "decibel", "px": "pixel", "MP": "megapixel",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte", "kb": "kilobit", "Mb": "megabit",
    "Gb": "gigabit", "bps": "bit per second", "kbps": "kilobit per second", "Kbps": "kilobit per second",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "ppm": "part per million", "ppb": "part per billion",
    "Ω": "ohm", "kΩ": "kilohm", "%": "percent", "‰": "per mille", "°C": "degree Celsius", "°F": "degree Fahrenheit",
    "°K": "degree Kelvin", "°": "degree",
}
UNCOUNTED = {"hertz", "kilohertz", "megahertz", "gigahertz", "terahertz", "percent", "per", "horsepower", "cc", "P"}
# After "/" only: too short or too common a word to be taken for a unit anywhere else.
PER = {"d": "day", "wk": "week", "mo": "month", "y": "year", "ea": "each", "pp": "person"}

# Said before a name, and so never the end of a sentence.
TITLES = {
    "Mr": "Mister", "Mrs": "Mrs", "Ms": "Miz", "Mx": "Mix", "Messrs": "Messers", "Dr": "Doctor", "Drs": "Doctors",
    "Prof": "Professor", "Rev": "Reverend", "Fr": "Father", "Hon": "Honorable", "Gen": "General", "Col": "Colonel",
    "Maj": "Major", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Cpl": "Corporal",
    "Pvt": "Private", "Cmdr": "Commander", "Adm": "Admiral", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Pres": "President", "Supt": "Superintendent", "St": "Saint", "Ste": "Saint",
    "Mt": "Mount", "Ft": "Fort",
}
# Said before a number.
COUNTED = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "vol": "volume", "vols": "volumes",
    "fig": "figure", "figs": "figures", "ch": "chapter", "chap": "chapter", "sec": "section", "sect": "section",
    "art": "article", "eq": "equation", "ver": "version", "op": "opus", "ca": "circa", "c": "circa", "ext": "extension",
    "apt": "apartment", "pt": "part", "par": "paragraph", "ex": "example",
}
# Anything else that ends in a stop, which may be the stop of the sentence as well.
SHORTENED = {
    "etc": "et cetera", "vs": "versus", "e.g": "for example", "i.e": "that is", "cf": "compare", "viz": "namely",
    "al": "al", "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Inc": "Incorporated", "Ltd": "Limited",
    "Corp": "Corporation", "Co": "Company", "Bros": "Brothers", "dept": "department", "Dept": "Department",
    "approx": "approximately", "avg": "average", "est": "estimated", "govt": "government", "Govt": "Government",
    "Univ": "University", "univ": "university", "Assn": "Association", "Assoc": "Associates", "misc": "miscellaneous",
    "incl": "including", "excl": "excluding", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane",
    "Hwy": "Highway", "Sq": "Square", "Ph.D": "PhD", "B.Sc": "BSc", "M.Sc": "MSc", "a.k.a": "also known as",
    "Jan": "January", "Feb": "February", "Aug": "August", "Sept": "September", "Oct": "October", "Nov": "November",
    "Dec": "December", "mfg": "manufacturing", "intl": "international", "natl": "national", "min": "minute",
    "max": "maximum", "temp": "temperature", "tel": "telephone", "Tel": "Telephone",
}
SLASHED = {"w/o": "without", "w/": "with", "b/c": "because", "c/o": "care of", "and/or": "and or", "n/a": "N A-",
           "N/A": "N A-", "km/h": "kilometers per hour", "m/s": "meters per second"}

# A stop before one of these ends the sentence, even after an abbreviation.
STARTERS = (
    "The A An It He She They We You I This That These Those There Here In On At But And So Or If When While As After "
    "Before Then What Why How Who Where My His Her Their Our Its No Not For From To By With Although However Now Some "
    "Many Most All Each Do Did Does Is Are Was Were Let Please Yes Well Once Since Until Because"
).split()

# Acronyms that espeak-ng would say as a word; it spells the others, or says them as everybody does (NASA, AIDS).
SPELLED = set(
    "AA AAA ACLU ADP AFK ALS AM AMA AOC APA APR ASL ATP AWS BA CE CLI DAO DOA DOB DOI ECG EDM EEG EKG EMT EP EPA EPO "
    "EQ ER ESG EV FAA FAO ICU IDE IE IEC IM IMF IO IPCC IPO IQ IRA ISS IUD IV IVF MA MIA NYU OAU OD OJ ORM PA POW RAF "
    "ROI SEO UAE UAV UPS USC USPS UX VIP".split()
)
SPELLED_BY_ESPEAK = set(
    "ABC ADHD AI AMD AOL API ATM ATV BMI CEO CFO CIA CIO CTO DIY DNA ESPN EST EU FBI GPA GPU HIV IBM ID IPA IRS ISBN "
    "ISP IT LA MBA MIT NAACP OCD OK OS RNA RSVP TV UCLA UFO UI UK UN URL US USA USAF USB UTC UV".split()
)
LETTER_PLURALS = dict(B="bees", C="sees", D="dees", G="gees", P="peas", T="tees", V="vees", Z="zees")

REGNAL = (
    "Henry Louis Charles George Edward Richard William James Elizabeth Mary John Paul Pius Benedict Leo Gregory "
    "Clement Innocent Urban Francis Philip Ferdinand Frederick Wilhelm Otto Alexander Nicholas Peter Catherine Ivan "
    "Napoleon Ramses Ramesses Rameses Ptolemy Darius Xerxes Alfonso Albert Leopold Christian Gustav Carl Karl Haakon "
    "Olaf Harald Robert David Margaret Victor Umberto Juan Felipe Pedro Manuel Maximilian Rudolf Boniface Celestine "
    "Sixtus Julius Adrian Stephen Theodore Constantine Antiochus Thutmose Amenhotep Edgar Edmund Baldwin Casimir "
    "Mehmed Murad Selim Suleiman Anne Isabella Joseph Franz Matthew Thomas Michael Eric Rama Anthony Daniel"
).split()
NUMBERED = (
    "Chapter Part Book Volume Vol Act Scene Section Article Appendix Phase Type Class Figure Fig Table Level Stage "
    "Title Canto Psalm Number Lesson Unit Episode Season Round Grade Group Division Exhibit Movement Symphony Step War "
    "Bowl Schedule Annex Amendment Mark Category"
).split()

GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega").split()))
SYMBOLS = {
    "&": "and", "@": "at", "+": "plus", "=": "equals", "×": "times", "÷": "divided by", "±": "plus or minus",
    "≈": "is about", "≠": "does not equal", "≤": "is at most", "≥": "is at least", "→": "to", "∞": "infinity",
    "√": "square root of", "§": "section", "¶": "paragraph", "©": "copyright", "%": "percent", "‰": "per mille",
    "°": "degrees", "\\": "backslash", "#": "hash", "№": "number", "Ω": "ohms", "$": "dollars", "£": "pounds",
    "€": "euros", "¥": "yen", "¢": "cents", "₹": "rupees", "<": "less than", ">": "greater than", "∆": "delta",
    "∑": "sum of", "∫": "integral of", "∈": "in", "−": "minus",
}
IN_ADDRESSES = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus", "~": "tilde", "!": "exclamation mark",
    ",": "comma", ";": "semicolon", "*": "star", "$": "dollar", "'": "apostrophe", "(": "", ")": "",
}
TOP_DOMAINS = "com org net edu gov mil info biz io ai app dev co uk de fr eu ca au ch jp nl tv xyz".split()
FILE_TYPES = (
    "txt pdf doc docx xls xlsx ppt csv json xml html htm zip exe mp3 mp4 wav flac ogg jpg jpeg png gif svg py js cpp "
    "java sh md yaml yml toml ini log"
).split()

# What characters stand for that other languages use otherwise.
REPLACEMENTS = {"º": "°", "ª": "", "№": "No. ", "。": ". ", "、": ", ", "¿": "", "¡": "", "`": "'"}
