"""Tables of French."""

import re

from synthesizer.text.rules import DIGITS, before, ends_line, rule
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
    "fr",
    cardinals={"": "spellout-numbering", "m": "spellout-cardinal-masculine", "f": "spellout-cardinal-feminine"},
    ordinals={"m": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine",
              "ms": "spellout-ordinal-masculine-plural", "fs": "spellout-ordinal-feminine-plural"},
    point="virgule", dot="point", minus="moins", plus="plus",
    corrections=(("ordinal", r"cent-et-unième", "cent-unième"), ("ordinal", r"mille-et-unième", "mille-unième")),
)

NOUNS = Nouns(
    # Words in -e are feminine except for these endings.
    feminine=(r"[ts]ions?|tés?|^(?!\w*(?:age|ège|isme|ème|ôme|omme|gramme|mètre|litre|istre|estre|cle|iste|aire|phone|"
              r"cycle|scope|able|uble|bre|dre|vre|tre|ffre|ple|gle|ocle|yle|ole|ôle|oxe|exte|ype|ode|igne|oupe|onde|"
              r"ième|ice|ume|yme|ose)s?$)\w*es?|^(?:s|coul|fl|p|val|err|chal|larg|haut|longu|od|doul|larg|épaiss|profond)"
              r"[œe]urs?"),
    exceptions=("m:frère m:frères m:père m:pères m:siège m:modèle m:modèles m:élève m:élèves m:pôle m:peuple m:couple "
                "m:domaine m:domaines m:chômeurs m:kilogramme m:squelette f:plage f:plages f:cage f:cages f:lettre "
                "f:lettres f:fenêtre f:fenêtres f:rencontre f:rencontres f:montre f:montres f:somme f:sommes f:seconde "
                "f:secondes f:règle f:règles f:cible f:cibles f:fable f:ligne f:méthode f:méthodes f:période "
                "f:périodes f:école f:police f:actrice f:chose f:rose f:roses f:dose f:doses f:soupe f:coupe f:coupes "
                "f:troupe f:journée f:fois f:heure f:heures f:minute f:minutes f:femme f:femmes f:page f:pages "
                "f:choses f:écoles f:table f:tables f:ville f:place f:places f:tonne f:tonnes f:main f:mains f:nuit "
                "f:nuits f:part f:parts f:rue f:rues f:route f:routes f:langue f:langues f:voix f:fin f:forme f:équipe "
                "f:équipes f:image f:images f:lignes f:pièce f:pièces f:tasse f:tasses f:carte f:cartes f:pomme "
                "f:pommes f:classe f:classes f:entreprise f:marche f:étoile f:étoiles f:chambre f:chambres m:musée "
                "m:musées m:lycée m:lycées m:comité m:comités m:côté m:côtés m:été m:étés m:silence m:million m:génie "
                "m:incendie m:magazine m:trophée m:territoire m:territoires m:laboratoire m:dinosaure "
                "m:verre m:verres m:beurre m:tonnerre").split(),
    others=("de d du des et ou où à en sur pour par est sont que qui dans avec au aux mais le la les l un une ce se ne "
            "n pas plus moins sans si y dont comme chez a ont était étaient mille"),
    singular=lambda value: value < 2,
)

_FRACTIONS = {2: "demi", 3: "tiers", 4: "quart"}


def _fraction(numbers, top, bottom):
    name = _FRACTIONS.get(bottom) or numbers.ordinal(bottom)
    return f"{numbers.cardinal(top, 'm')} {name}{'s' if top > 1 and not name.endswith('s') else ''}"


def _mixed(numbers, whole, top, bottom):
    return f"{numbers.cardinal(whole)} et {'demi' if (top, bottom) == (1, 2) else _fraction(numbers, top, bottom)}"


def _time(numbers, hour, minute, half):
    said = f"{numbers.cardinal(hour, 'f')} heure{'s' if hour > 1 else ''}"
    return f"{said} {numbers.cardinal(minute, 'f')}" if minute else said


def _spoons(match):
    """Say "2 c. à s." of a recipe."""
    several = re.search(r"(?<!\w)(?!1 )\d+ $", before(match, 6))
    said = f"cuillère{'s' if several else ''} à {'soupe' if match.group(1) == 's' else 'café'}"
    return said, match.end() - ends_line(match)


def _ruler(numbers, number):
    return numbers.ordinal(number) if number == 1 else numbers.cardinal(number)


MAGNITUDES = magnitudes("""
    mille, k: mille
    million, millions, M: million/millions m
    milliard, milliards, Md, Mds, Mrd: milliard/milliards m
""")

FRENCH = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="sur", to="à", ratio="à",
        half={"m": "un demi", "f": "une demi"},
        powers=("au carré", "au cube", "puissance {power}"),
        ordinals=(("ers", "ms"), ("[rè]?res", "fs"), ("er", "m"), ("[rè]?re", "f"), ("e|ème|è|ieme|ième", "m"),
                  ("es|èmes|ièmes", "ms")),
        labels=r"\b(?:n°|numéro|page|p\.|chapitre|article|tome|ligne|version|groupe|niveau|salle|rue|route|"
               r"canal|vol|[LRD]\.) ",
    ),
    dates=Dates(
        months=("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split(),
        short={"janv": 1, "jan": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11,
               "déc": 12, "aout": 8, "fevrier": 2, "decembre": 12},
        introduced="le|du|au", form="{day} {month}", with_year=" {year}", mark="er",
        day=lambda numbers, day, match: "premier" if day == 1 else numbers.cardinal(day),
        weekdays={"lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi",
                  "sam": "samedi", "dim": "dimanche"},
    ),
    times=Times(
        patterns=(
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]) ?[hH] ?(?P<m>[0-5]\d)(?: ?m(?:in|n)?)?(?![\w])",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]) ?h(?P<m>)(?![\w]| ?/ ?\d)",
            COLONS + r"(?: ?h(?:eures)?\b)?",
        ),
        say=_time, seconds=" et {seconds} secondes",
    ),
    money=Money(column("currencies", "fr"), MAGNITUDES, with_parts="{whole} {parts}", of=" de ", elided=" d'", to="à"),
    measures=Measures(column("units", "fr"), "par", MAGNITUDES),
    telephone=Telephone((r"0\d(?:[ .-]?\d{2}){4}", r"0 ?8\d{2}(?: \d{3}){2}"), pairs=True),
    abbreviations=Abbreviations(
        titles={"M.": "monsieur", "MM.": "messieurs", "Mme": "madame", "Mmes": "mesdames", "Mlle": "mademoiselle",
                "Mlles": "mesdemoiselles", "Dr": "docteur", "Dr.": "docteur", "Pr": "professeur", "Pr.": "professeur",
                "Mgr": "monseigneur", "St": "saint", "Ste": "sainte", "St-": "saint-", "Ste-": "sainte-"},
        counted={"op.": "opus", "n°": "numéro", "nº": "numéro", "N°": "numéro", "Nº": "numéro", "no.": "numéro",
                 "p.": "page",
                 "pp.": "pages", "art.": "article", "Art.": "article", "chap.": "chapitre", "vol.": "volume",
                 "t.": "tome", "fig.": "figure", "Fig.": "figure", "env.": "environ", "Env.": "Environ",
                 "tél.": "téléphone", "Tél.": "téléphone", "Tél": "téléphone", "poste": "poste", "al.": "alinéa",
                 "éd.": "édition", "réf.": "référence", "Réf.": "référence", "ch.": "chapitre", "par.": "paragraphe",
                 "apt.": "appartement", "appt": "appartement", "appt.": "appartement", "esc.": "escalier",
                 "lig.": "ligne", "Ch.": "chambre", "km": "kilomètre", "vers.": "version"},
        others={"etc.": "et cetera", "p. ex.": "par exemple", "P. ex.": "Par exemple", "par ex.": "par exemple",
                "ex.": "exemple", "c.-à-d.": "c'est-à-dire", "cf.": "confer", "Cf.": "Confer",
                "av. J.-C.": "avant Jésus-Christ",
                "apr. J.-C.": "après Jésus-Christ", "J.-C.": "Jésus-Christ", "av.": "avenue", "Av.": "avenue",
                "bd": "boulevard", "Bd": "boulevard", "bd.": "boulevard", "boul.": "boulevard", "pl.": "place",
                "Cie": "compagnie", "Éts": "établissements", "Sté": "société", "dép.": "département",
                "max.": "maximum", "min.": "minimum", "env.": "environ", "éd.": "édition", "hab.": "habitants",
                "s.v.p.": "s'il vous plaît", "SVP": "s'il vous plaît", "svp": "s'il vous plaît", "RDV": "rendez-vous",
                "rdv": "rendez-vous", "pers.": "personnes", "qqn": "quelqu'un", "qqch": "quelque chose",
                "tjs": "toujours", "bcp": "beaucoup", "vs": "versus", "tél.": "téléphone", "Tél.": "téléphone",
                "dir.": "directeur", "dir. gén.": "directeur général",
                "gén.": "général", "ch.": "chemin", "imp.": "impasse", "rés.": "résidence", "bât.": "bâtiment",
                "Bât.": "bâtiment", "fg": "faubourg", "rte": "route", "apr.": "après", "incl.": "inclus",
                "excl.": "exclu",
                "suiv.": "suivants", "ét.": "étage", "réf.": "référence", "Réf.": "référence", "adr.": "adresse",
                "trad.": "traduction",
                "obs.": "observation", "prof.": "professeur", "Prof.": "professeur", "ingén.": "ingénieur",
                "qté": "quantité",
                "nb": "nombre", "NB": "nota bene", "P.-S.": "post-scriptum", "c.-a-d.": "c'est-à-dire",
                "càd": "c'est-à-dire",
                "cad": "c'est-à-dire", "dpt": "département", "coll.": "collection", "hebdo.": "hebdomadaire",
                "janv.": "janvier", "déc.": "décembre", "R.-V.": "rendez-vous"},
        final=("etc.",),
    ),
    letters=Letters(
        words=("OK ONU OTAN OVNI SIDA NASA UNESCO UNICEF FIFA UEFA INSEE SMIC PACS CAF ZAC CROUS ENA LED COVID URSSAF "
               "CEDEX FNAC BAFA CAPES SAMU GAFA OPEP BIC LOL ZEP RAM ROM PIN SIM GIF RIB PEL BAC DOM TOM ZUP "
               "INED IFOP JPEG WIFI LASER").split(),
        spelled=("RATP", "VIH", "CAPA", "OCDE", "ISBN"),
        common="le la les un une des de du et ou ne pas non oui très plus que qui tout tous rien jamais".split(),
    ),
    roman=Roman(
        styles={"ruler": _ruler, "ordinal": Numbers.ordinal, "f": lambda numbers, number: numbers.ordinal(number, "f")},
        behind=styles_of("chapitre tome acte partie volume titre livre phase scène annexe niveau type", "cardinal")
        | styles_of("siècle", "ordinal"),
        ahead=styles_of("siècle siècles congrès concile arrondissement", "ordinal")
        | styles_of("guerre république", "f"),
        names=styles_of("Louis Charles Henri François Napoléon Philippe Jean Paul Benoît Pie Léon Grégoire Guillaume "
                        "Georges Élisabeth Elisabeth Catherine Frédéric Nicolas Alexandre Édouard Richard Léopold "
                        "Clovis Ramsès Hassan Mohammed Albert Clément Innocent Urbain Jacques", "ruler"),
        suffixes=(("(?<=I)er", "ordinal"), ("(?<=I)(?:re|ère)", "f"), ("(?<=[IVX])(?:e|ème|ième|nd)", "ordinal"),
                  ("(?<=[IVX])nde", "f")),
    ),
    electronic=Electronic(
        names={".": "point", "@": "arobase", "/": "barre oblique", "-": "tiret", "_": "tiret bas", ":": "deux-points",
               "?": "point d'interrogation", "=": "égal", "&": "esperluette", "#": "dièse", "%": "pour cent",
               "+": "plus", "~": "tilde"},
        said="com org net gouv info online store blog cloud news zip doc".split(),
    ),
    signs={"&": "et", "+": "plus", "=": "égale", "×": "fois", "÷": "divisé par", "±": "plus ou moins",
           "≈": "environ égal à", "≠": "différent de", "≤": "inférieur ou égal à", "≥": "supérieur ou égal à",
           "<": "inférieur à", ">": "supérieur à", "→": "vers", "∞": "infini", "√": "racine carrée de",
           "§": "paragraphe", "©": "copyright", "%": "pour cent", "‰": "pour mille", "°": "degrés", "#": "dièse",
           "@": "arobase", "€": "euros", "$": "dollars", "£": "livres", "¥": "yens", "₹": "roupies", "−": "moins",
           "~": "environ"},
    greek=("alpha bêta gamma delta epsilon zêta êta thêta iota kappa lambda mu nu xi omicron pi rhô sigma tau upsilon "
           "phi khi psi oméga"),
    times_sign="fois", divided_sign="divisé par",
    bounds=("moins de", "plus de"),
    starters=("Le La Les L Un Une Des Il Elle Ils Elles On Je Tu Nous Vous Ce C Cet Cette Ces Mon Ma Mes Son Sa Ses "
              "Notre Votre Leur De Du En À Au Aux Dans Sur Pour Par Avec Sans Mais Et Ou Si Quand Comme Après Avant "
              "Alors Qui Que Quel Quelle Où Ne Non Oui Aussi Puis Donc Tout Tous Rien Depuis Selon").split(),
    joiners="et ou mais donc car ni que qui quand si comme puisque parce lorsque pour avec dont où".split(),
    extra=(
        rule("ordinal", "2", r"(?<![\w.,])2(?:nd|d(?=e))(e?s?)(?!\w)", lambda match: "second" + match.group(1)),
        rule("abbreviation", "c", r"(?<!\w)c\. ?à(?= (?:café|soupe)\b)", "cuillère à"),
        rule("abbreviation", "c", r"(?<!\w)c\. ?à ?([cs])\.", _spoons),
        rule("number", "1", r"(?<![\w.,])1(?= c\. ?à ?[cs]\.)", "une"),
        # "Me" before a name is a lawyer's title.
        rule("abbreviation", "M", r"(?<!\w)Me(?= [A-ZÀ-Þ][a-zà-ÿ])", "maître"),
        # Round the clock and all week: 24h/24, 7j/7.
        rule("rating", DIGITS, r"(?<![\w.,])(\d\d?) ?([hj])(?:ours)? ?/ ?(\d\d?)(?![\w]|[.,]\d)", lambda match: (
            f"{NUMBERS.cardinal(int(match.group(1)), 'f' if match.group(2) == 'h' else 'm')} "
            f"{'heures' if match.group(2) == 'h' else 'jours'} sur {NUMBERS.cardinal(int(match.group(3)))}")),
        rule("abbreviation", "m", r"(?<=e )min\.(?!\w)", lambda match: (
            "minute", match.end() - 1 if ends_line(match) else match.end())),
        # A height, as in "1m75".
        rule("measure", DIGITS, r"(?<![\w.,])(\d) ?m ?(\d\d)(?![\w]|[.,]\d)", lambda match: (
            f"{NUMBERS.cardinal(int(match.group(1)))} mètre{'s' * (match.group(1) not in '01')} "
            f"{NUMBERS.say(match.group(2))}")),
        rule("abbreviation", "s", r"(?<=[IVX]e )s\.(?!\w)", lambda match: (
        "siècle", match.end() - 1 if ends_line(match) else match.end())),
    ),
    spaced=":;?!",
    kept="º",
    replacements={"“": "“", "”": "”", "«": "“", "»": "”"},
)
