"""Tables of Italian."""

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

NUMBERS = Numbers(
    "it",
    cardinals={"": "spellout-numbering", "m": "spellout-cardinal-masculine", "f": "spellout-cardinal-feminine"},
    ordinals={"m": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine",
              "ms": "spellout-ordinal-masculine-plural", "fs": "spellout-ordinal-feminine-plural"},
    point="virgola", dot="punto", minus="meno", plus="più",
    # In present-day usage only "uno" itself agrees with the noun: "ventuno ore".
    corrections=(("cardinal", r"(?<=[\w ])una?$", "uno"),),
)

NOUNS = Nouns(
    feminine="a|ione|tà|tù|ice|zie",
    exceptions=("f:ore m:problema m:sistema m:programma m:tema m:clima m:pianeta m:poeta m:poema m:schema m:dramma "
                "m:diploma f:mano f:volta f:notte f:parte f:classe f:gente f:legge f:luce f:foto f:radio f:moto f:auto "
                "f:chiave f:nave f:torre f:voce f:frase f:base f:fase f:madre f:moglie f:serie f:specie f:croce f:rete "
                "f:neve f:email f:mail f:app f:squadra").split(),
    others=("di d e o a ad in con su per tra fra è sono che da del della dei delle degli dal al alla il lo la i gli le "
            "un una uno non più meno fino come ma era erano fu ha hanno c mila"),
    joined=((r"\buna (?=[aeiou])", "un'"), (r"\bun[oa]? mila\b", "mille"), (r"(?<=\w) mila\b", "mila"),
            (r"\bun(?= (?:s[bcdfgklmnpqrtvz]|z|ps|gn|y|x))", "uno")),
)


def _fraction(numbers, top, bottom):
    if bottom == 2:
        return f"{numbers.cardinal(top, 'm')} {'mezzo' if top == 1 else 'mezzi'}"
    name = numbers.ordinal(bottom)
    return f"{numbers.cardinal(top, 'm')} {name if top == 1 else name[:-1] + 'i'}"


def _mixed(numbers, whole, top, bottom):
    return f"{numbers.cardinal(whole)} e {'mezzo' if (top, bottom) == (1, 2) else _fraction(numbers, top, bottom)}"


def _time(numbers, hour, minute, half):
    said = numbers.cardinal(hour, "f")
    return f"{said} e {numbers.cardinal(minute)}" if minute else said


MAGNITUDES = magnitudes("""
    mila, k: mila
    milione, milioni, mln, Mln, M: milione/milioni m
    miliardo, miliardi, mld, Mld: miliardo/miliardi m
""")

ITALIAN = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="su", to="a", ratio="a",
        half={"m": "mezzo", "f": "mezza"},
        powers=("al quadrato", "al cubo", "alla {power}"),
        ordinals=((r"\.?º|(?<![3-9]\d)(?<!\d\d\d)°(?= [a-zà]| [A-Z]\b)", "m"),
                  # Nouns with an article, and places in a race.
                  (r"°(?=[,;.!?)]|$| [a-zà])(?:(?<= (?:il|al) \d°)|(?<= (?:il|al) \d\d°)|(?<= (?:dal|del|nel|sul) \d°)|"
                   r"(?<= (?:dal|del|nel|sul) \d\d°)|(?<= (?:arrivato|arrivata|arrivati|arrivate) \d°)|"
                   r"(?<= (?:arrivato|arrivata|arrivati|arrivate) \d\d°))", "m"),
                  (r"\.?ª|[ae](?= )", "f"), (r"o(?= )", "m")),
        labels=r"\b(?:n\.|numero|pagina|pag\.|capitolo|articolo|via|volume|canale|linea|versione|gruppo|livello|volo) ",
    ),
    dates=Dates(
        months=("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
                "dicembre").split(),
        short={"gen": 1, "genn": 1, "feb": 2, "febbr": 2, "mar": 3, "apr": 4, "mag": 5, "giu": 6, "lug": 7, "ago": 8,
               "set": 9, "sett": 9, "ott": 10, "nov": 11, "dic": 12},
        form="{day} {month}", with_year=" {year}", mark="º|°",
        day=lambda numbers, day, match: "primo" if day == 1 and before(match, 1) != "'" else numbers.cardinal(day),
        introduced="il|del|al|dal|giorno",
        before_year="(?: | del )",
        weekdays={"lun": "lunedì", "mar": "martedì", "mer": "mercoledì", "gio": "giovedì", "ven": "venerdì",
                  "sab": "sabato", "dom": "domenica"},
    ),
    times=Times(
        patterns=(
            COLONS,
            r"(?:(?<=\bore )|(?<=\bh )|(?<=[ad]lle )|(?<=\ble ))(?P<h>[01]?\d|2[0-4])[.,](?P<m>[0-5]\d)(?!\d|"
            r"[.,]\d|%| ?€)",
            r"(?:(?<=\bore )|(?<=\balle )|(?<=\bdalle ))(?P<h>[01]?\d|2[0-4])(?P<m>)(?=[ ,;!?)]|\.(?!\d)|$)",
        ),
        say=_time, seconds=" e {seconds} secondi",
    ),
    money=Money(column("currencies", "it"), MAGNITUDES, with_parts="{whole} e {parts} {part}", of=" di ", to="a"),
    measures=Measures(column("units", "it"), "per", MAGNITUDES, {"ha": r" (?:di|e|in|con|a)\b|[.,;)]|$"}),
    telephone=Telephone((
        r"3\d{2}[ .-]?\d{3}[ .-]?\d{3,4}", r"0\d{1,3}[ .-/]\d{3,4}[ .-]?\d{2,4}", r"800[ .-]\d{3}[ .-]?\d{3}",
    )),
    abbreviations=Abbreviations(
        titles={"Sig.": "signor", "sig.": "signor", "Sig.ra": "signora", "sig.ra": "signora", "Sig.na": "signorina",
                "Sigg.": "signori", "Dott.": "dottor", "dott.": "dottor", "Dott.ssa": "dottoressa",
                "dott.ssa": "dottoressa", "Dr.": "dottor", "Prof.": "professor", "prof.": "professor",
                "Prof.ssa": "professoressa", "prof.ssa": "professoressa", "Ing.": "ingegner", "ing.": "ingegner",
                "Avv.": "avvocato", "avv.": "avvocato", "On.": "onorevole", "on.": "onorevole", "Geom.": "geometra",
                "Arch.": "architetto", "Mons.": "monsignor", "Gen.": "generale", "S.": "San", "Sac.": "sacerdote",
                "Rag.": "ragionier", "Cav.": "cavalier",
                "Comm.": "commendator", "Col.": "colonnello", "Cap.": "capitano", "Ten.": "tenente", "Dir.": "direttor",
                "Pres.": "presidente", "Min.": "ministro", "Sen.": "senatore", "Egr.": "egregio", "Sig.ri": "signori",
                "Gent.mo": "gentilissimo", "Ill.mo": "illustrissimo", "Chiar.mo": "chiarissimo", "Rev.": "reverendo"},
        counted={"op.": "opera", "n.": "numero", "N.": "numero", "n°": "numero", "N°": "numero", "nº": "numero",
                 "nr.": "numero",
                 "p.": "pagina", "pp.": "pagine", "pag.": "pagina", "pagg.": "pagine", "art.": "articolo",
                 "Art.": "articolo", "artt.": "articoli", "cap.": "capitolo", "vol.": "volume", "fig.": "figura",
                 "tel.": "telefono", "Tel.": "telefono", "c.": "comma", "ca.": "circa", "int.": "interno",
                 "Int.": "interno", "sc.": "scala",
                 "cell.": "cellulare", "Cell.": "cellulare", "co.": "comma", "km": "chilometro", "rif.": "riferimento",
                 "Rif.": "riferimento", "tab.": "tabella",
                 "all.": "allegato", "lett.": "lettera", "num.": "numero", "par.": "paragrafo", "ed.": "edizione"},
        others={"D.Lgs.": "decreto legislativo", "D.L.": "decreto legge", "ecc.": "eccetera", "es.": "esempio",
                "p. es.": "per esempio", "ad es.": "ad esempio", "Ad es.": "Ad esempio", "a.C.": "avanti Cristo",
                "d.C.": "dopo Cristo", "c.a.": "corrente anno", "cfr.": "confronta", "ca.": "circa", "max.": "massimo",
                "min.": "minimo", "tel.": "telefono", "Tel.": "telefono", "c.so": "corso", "C.so": "corso",
                "p.zza": "piazza", "P.zza": "piazza", "v.le": "viale", "V.le": "viale", "S.p.A.": "società per azioni",
                "SpA": "società per azioni", "S.r.l.": "società a responsabilità limitata",
                "Srl": "società a responsabilità limitata", "f.lli": "fratelli", "F.lli": "fratelli", "vs.": "contro",
                "ed.": "edizione", "u.s.": "ultimo scorso", "p.v.": "prossimo venturo", "c.m.": "corrente mese",
                "gg.": "giorni", "sec.": "secolo", "Spett.": "spettabile", "Egr.": "egregio", "Gent.": "gentile",
                "Gent.ma": "gentilissima", "Spett.le": "spettabile", "secc.": "secoli",
                "dir.": "direttore", "incl.": "incluso", "escl.": "escluso", "tot.": "totale",
                "cad.": "cadauno", "ab.": "abitanti", "P.S.": "post scriptum", "N.B.": "nota bene",
                "P.IVA": "partita Iva",
                "p.IVA": "partita Iva", "C.F.": "codice fiscale", "loc.": "località", "Loc.": "località",
                "fraz.": "frazione", "prov.": "provincia", "l.go": "largo", "L.go": "largo", "p.le": "piazzale",
                "P.le": "piazzale", "st.": "stazione", "on.le": "onorevole", "seg.": "seguente", "segg.": "seguenti",
                "ibid.": "ibidem", "op. cit.": "opera citata", "trad.": "traduzione", "ndr": "nota del redattore"},
        final=("ecc.",),
    ),
    letters=Letters(
        words=("OK ONU NATO IVA UFO AIDS NASA UNESCO UNICEF FIFA UEFA ISTAT INPS FIAT ENEL ANSA RAI ENI CONI ANAS TAR "
               "LED COVID CAI IMU TIM PIL UE USA ISEE SPID INAIL ANPI RAM ROM PIN SIM GIF DOP DOC PEC CAP CAF "
               "CUD BOT ASL SIAE VIP JPEG "
               "WIFI").split(),
        spelled=("ATM",),
        common="no sì non che di e il la lo un una ma mai più tutto niente solo ora qui io tu noi".split(),
    ),
    roman=Roman(
        styles={"ordinal": Numbers.ordinal, "f": lambda numbers, number: numbers.ordinal(number, "f")},
        behind=styles_of("capitolo volume titolo libro parte canto tomo tipo", "cardinal")
        | styles_of("secolo secoli sec. secc. atto", "ordinal") | styles_of("scena", "f"),
        ahead=styles_of("secolo secoli sec congresso concilio municipio premio festival circolo", "ordinal")
        | styles_of("guerra edizione legislatura elementare media conferenza giornata repubblica", "f"),
        names=styles_of("Luigi Carlo Enrico Francesco Napoleone Filippo Giovanni Paolo Benedetto Pio Leone Gregorio "
                        "Guglielmo Giorgio Vittorio Emanuele Umberto Federico Nicola Alessandro Edoardo Riccardo "
                        "Ferdinando Amedeo Cosimo Clemente Innocenzo Urbano Sisto Giulio Bonifacio Celestino",
                        "ordinal")
        | styles_of("Elisabetta Caterina Cristina Margherita Maria Giovanna", "f"),
    ),
    electronic=Electronic(
        names={".": "punto", "@": "chiocciola", "/": "barra", "-": "trattino", "_": "trattino basso", ":": "due punti",
               "?": "punto interrogativo", "=": "uguale", "&": "e commerciale", "#": "cancelletto", "%": "per cento",
               "+": "più", "~": "tilde"},
        said="com org net edu gov info it online store blog cloud news zip doc".split(),
    ),
    signs={"&": "e", "+": "più", "=": "uguale a", "×": "per", "÷": "diviso", "±": "più o meno", "≈": "circa",
           "≠": "diverso da", "≤": "minore o uguale a", "≥": "maggiore o uguale a", "<": "minore di",
           ">": "maggiore di", "→": "a", "∞": "infinito", "√": "radice quadrata di", "§": "paragrafo",
           "©": "copyright", "%": "per cento", "‰": "per mille", "°": "gradi", "º": "", "ª": "", "#": "cancelletto",
           "@": "chiocciola", "€": "euro", "$": "dollari", "£": "sterline", "¥": "yen", "₹": "rupie", "−": "meno",
           "~": "circa"},
    greek=("alfa beta gamma delta epsilon zeta eta teta iota cappa lambda mi ni xi omicron pi ro sigma tau ipsilon fi "
           "chi psi omega"),
    times_sign="per", divided_sign="diviso",
    bounds=("meno di", "più di"),
    starters=("Il Lo La I Gli Le L Un Una Uno Io Tu Lui Lei Noi Voi Loro Questo Questa Quello Quella Di A Da In Con Su "
              "Per Tra Fra Al Alla Nel Nella Dal Del E O Ma Se Quando Come Mentre Dopo Prima Poi Allora Chi Che Cosa "
              "Non Sì No Anche Però Si È Sono C Era Ha Ho Suo Sua Mio Mia Tutti Tutto Dove Secondo").split(),
    joiners="e ed o ma che perché quando se come mentre dove poiché con per anche".split(),
    extra=(
        # A decade, a year or a century: gli anni '80, il '68, il '900.
        rule("number", "'", r"(?<!\w)'([1-9]\d|[2-9]00)(?![\w'])", lambda match: NUMBERS.cardinal(int(match.group(1)))),
        rule("time", DIGITS, r"(?<=l')1(?= (?:e (?:mezz[ao]|un quarto|\w+ )|in punto|di (?:notte|mattina|pomeriggio)|"
             r"del (?:mattino|pomeriggio)))", "una"),
        rule("code", DIGITS, r"(?<![\w.,])(?:(?<=, )|(?<=CAP )|(?<=C\.A\.P\. ))\d{5}(?!\w|[.,]\d)"
             r"(?=[.,;)]| [A-ZÀÈ]|$)", lambda match: NUMBERS.one_by_one(match.group())),
    ),
    kept="ºª",
    replacements={"“": "“", "”": "”", "«": "“", "»": "”"},
)
