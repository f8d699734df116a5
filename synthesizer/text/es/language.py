"""Tables of Spanish."""

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

NUMBERS = Numbers(
    "es",
    cardinals={"": "spellout-numbering", "m": "spellout-cardinal-masculine", "f": "spellout-cardinal-feminine"},
    ordinals={"m": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine",
              "before": "spellout-ordinal-masculine-adjective", "ms": "spellout-ordinal-masculine-plural",
              "fs": "spellout-ordinal-feminine-plural"},
    point="coma", dot="punto", minus="menos", plus="más",
    corrections=(
        ("feminine", r"ientos(?=(?: \w+){0,4} mil\b)", "ientas"),
        ("ordinal", "decimoprimer(?=[oa])", "undécim"), ("ordinal", "decimosegund", "duodécim"),
    ),
)

NOUNS = Nouns(
    feminine="as?|ción|ciones|sión|siones|dad|dades|tad|tades|tud|tudes|umbres?|trices|triz",
    exceptions=("m:día m:días m:mapa m:mapas m:problema m:problemas m:sistema m:sistemas m:programa m:programas m:tema "
                "m:temas m:clima m:planeta m:planetas m:idioma m:idiomas m:poema m:poemas m:esquema m:esquemas "
                "m:tranvía m:tranvías m:dilema m:dilemas m:drama m:dramas m:futbolistas m:artistas m:turistas f:mano "
                "f:manos f:vez f:veces f:noche f:noches f:tarde f:tardes f:mujer f:mujeres f:clase f:clases f:parte "
                "f:partes f:calle f:calles f:muerte f:muertes f:llave f:llaves f:nave f:naves f:torre f:torres f:base "
                "f:bases f:frase f:frases f:foto f:fotos f:moto f:motos f:imagen f:imágenes f:ley f:leyes f:red "
                "f:redes f:flor f:flores f:luz f:luces f:cruz f:cruces f:voz f:voces f:señal f:señales f:cárcel "
                "f:cárceles f:serie f:series f:especie f:especies f:nube f:nubes f:fuente f:fuentes").split(),
    others=("de del y e o u a al en por con que es son para sin más menos ni hasta desde como pero fue fueron era se "
            "no ya el la los las lo un una mil sobre entre contra según está están hay ha han había millón millones"),
)

FRACTIONS = {2: "medio", 3: "tercio", 4: "cuarto", 5: "quinto", 6: "sexto", 7: "séptimo", 8: "octavo", 9: "noveno",
             10: "décimo", 100: "centésimo"}


def _fraction(numbers, top, bottom):
    name = FRACTIONS.get(bottom)
    if not name:
        cardinal = numbers.cardinal(bottom).translate(str.maketrans("áéíóú", "aeiou"))
        name = cardinal + ("vo" if cardinal.endswith("a") else "avo")
    return f"{numbers.cardinal(top, 'm')} {name}{'s' if top > 1 else ''}"


def _mixed(numbers, whole, top, bottom):
    half = "medio" if (top, bottom) == (1, 2) else _fraction(numbers, top, bottom)
    return f"{numbers.cardinal(whole)} y {half}"


def _time(numbers, hour, minute, half):
    said = numbers.cardinal(hour, "f")
    if hour > 12 or hour == 0:
        if not minute:
            said += " horas"
        else:
            said += f" {'cero ' if minute < 10 else ''}{numbers.cardinal(minute)}"
    elif minute:
        said += " y " + {15: "cuarto", 30: "media"}.get(minute, numbers.cardinal(minute))
    if half == "am":
        said += " de la mañana"
    elif half == "pm" and hour < 13:
        said += " de la tarde" if hour == 12 or hour < 8 else " de la noche"
    return said


_DAYS = {"L": "lunes", "M": "martes", "X": "miércoles", "J": "jueves", "V": "viernes", "S": "sábado", "D": "domingo"}


def _hours(match):
    hour, minute = map(int, match.groups())
    if re.search(r"\b(?:las?|de|desde|hasta) $", before(match, 8), re.I):
        return _time(NUMBERS, hour, minute, "")
    return f"{NUMBERS.cardinal(hour, 'f')} hora{'s' * (hour != 1)} {NUMBERS.cardinal(minute)}"


def _century(numbers, number):
    return numbers.ordinal(number) if number <= 10 else numbers.cardinal(number)


MAGNITUDES = magnitudes("""
    mil, k: mil
    millón, millones, M, MM: millón/millones m
    mil millones: mil millones m
    billón, billones: billón/billones m
""")

SPANISH = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="sobre", to="a", ratio="a",
        half={"m": "medio", "f": "media"},
        powers=("al cuadrado", "al cubo", "elevado a {power}"),
        ordinals=((r"\.?er", "before"), (r"\.?[ºo]s", "ms"), (r"\.?[ªa]s", "fs"),
                  (r"(?<=[13])ro|(?<=2)do|(?<=[456])to|(?<=[78])[mv]o|(?<=9)no", "m"),
                  (r"(?<=[13])ra|(?<=2)da|(?<=[456])ta|(?<=[78])[mv]a|(?<=9)na", "f"),
                  (r"\.?[ºo]|(?<![3-9]\d)(?<!\d\d\d)°(?= [a-zñ])", "m"), (r"\.?ª|\.?a(?= )", "f")),
        names_year=r"\b(?:en|desde|hasta|año|del) ",
        labels=(r"\b(?:n\.?º|núm\.|número|página|pág\.|capítulo|artículo|calle|tomo|canal|línea|versión|grupo|tema|"
                r"nivel|aula|sala|puerta|ruta|vuelo|autobús|habitación|terminal|cuarto|ley|decreto|mesa|planta) "),
    ),
    dates=Dates(
        months=("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre").split(),
        short={"ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7, "ago": 8, "sep": 9, "sept": 9,
               "set": 9, "setiembre": 9, "oct": 10, "nov": 11, "dic": 12},
        form="{day} de {month}", with_year=" de {year}", mark="º|°|ero",
        day=lambda numbers, day, match: "primero" if day == 1 and "º" in match.group() else numbers.cardinal(day),
        introduced="el|del|al|día",
        between="(?: de | |-)", before_year="(?: de | del | |, |-)",
        weekdays={"lun": "lunes", "mar": "martes", "mié": "miércoles", "jue": "jueves", "vie": "viernes",
                  "sáb": "sábado", "dom": "domingo"},
    ),
    times=Times(
        patterns=(
            COLONS + r"(?: ?(?:(?P<half>[ap]\. ?m\.|[AaPp]\.?[Mm]\b)|h(?:oras|rs|s)?\b|H\b))?",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d) ?h(?:oras|s)?\b",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4])h(?P<m>)(?!\w| ?[0-5]\d ?m)",
            r"(?<![\d:.,/])(?P<h>1[0-2]|\d)(?P<m>) ?(?P<half>[ap]\. ?m\.|[ap]m\b|[AP]M\b)",
        ),
        say=_time, seconds=" y {seconds} segundos",
    ),
    money=Money(column("currencies", "es"), MAGNITUDES, with_parts="{whole} con {parts} {part}", of=" de ", to="a"),
    measures=Measures(column("units", "es"), "por", MAGNITUDES, {"ha": r" (?:de|y|en|con|a)\b|[.,;)]|$"}),
    telephone=Telephone((
        r"[6789]\d{2}(?:[ .-]?\d{3}){2}", r"[6789]\d{2}(?:[ .-]\d{2}){3}",
        r"9\d[ .-]\d{3}(?:[ .-]\d{2}){2}", r"\(?\d{2,3}\)?[ -]\d{3,4}[ -]\d{4}",
    )),
    abbreviations=Abbreviations(
        titles={"Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Dr.": "doctor",
                "Dra.": "doctora", "D.": "don", "Dña.": "doña", "D.ª": "doña", "Prof.": "profesor",
                "Profa.": "profesora", "Lic.": "licenciado", "Ing.": "ingeniero", "Arq.": "arquitecto",
                "Gral.": "general", "Cap.": "capitán", "Dir.": "director", "Dtor.": "director",
                "Dtora.": "directora", "Tte.": "teniente", "Cnel.": "coronel", "Sgto.": "sargento",
                "Pdte.": "presidente",
                "Pdta.": "presidenta", "Mtro.": "maestro", "Mtra.": "maestra", "Hno.": "hermano", "Hna.": "hermana",
                "Hnos.": "hermanos", "Licda.": "licenciada", "Dip.": "diputado", "Sen.": "senador", "sr.": "señor",
                "sra.": "señora", "dr.": "doctor", "dra.": "doctora", "prof.": "profesor", "Ilmo.": "ilustrísimo",
                "Excma.": "excelentísima", "Rvdo.": "reverendo", "Sto.": "santo", "Sta.": "santa",
                "Excmo.": "excelentísimo",
                "Mons.": "monseñor", "Fr.": "fray"},
        counted={"op.": "opus", "s.": "siglo", "ss.": "siglos", "ext.": "extensión", "Ext.": "extensión",
                 "apdo.": "apartado",
                 "Apdo.": "apartado", "esc.": "escalera", "pta.": "puerta", "cta.": "cuenta", "núms.": "números",
                 "tfno.": "teléfono", "Tfno.": "teléfono", "tlf.": "teléfono", "Tlf.": "teléfono", "móv.": "móvil",
                 "Móv.": "móvil", "ref.": "referencia", "Ref.": "referencia", "párr.": "párrafo", "int.": "interior",
                 "min.": "minuto", "Hab.": "habitación", "hab.": "habitación",
                 "kms.": "kilómetros",
                 "n.º": "número", "nº": "número", "n°": "número", "N.º": "número", "Nº": "número",
                 "núm.": "número", "Núm.": "número", "pág.": "página", "págs.": "páginas", "p.": "página",
                 "pp.": "páginas", "art.": "artículo", "arts.": "artículos", "Art.": "artículo", "cap.": "capítulo",
                 "vol.": "volumen", "fig.": "figura", "Fig.": "figura", "tel.": "teléfono", "Tel.": "teléfono",
                 "km": "kilómetro"},
        others={"etc.": "etcétera", "p. ej.": "por ejemplo", "P. ej.": "Por ejemplo", "EE. UU.": "Estados Unidos",
                "EE.UU.": "Estados Unidos", "EEUU": "Estados Unidos", "JJ. OO.": "Juegos Olímpicos",
                "RR. HH.": "recursos humanos", "FF. AA.": "Fuerzas Armadas", "a. C.": "antes de Cristo",
                "d. C.": "después de Cristo", "a. de C.": "antes de Cristo", "d. de C.": "después de Cristo",
                "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted", "Vds.": "ustedes", "Avda.": "avenida",
                "Av.": "avenida", "avda.": "avenida", "C/": "calle", "c/": "calle", "Pza.": "plaza", "Pl.": "plaza",
                "P.º": "paseo", "izq.": "izquierda", "dcha.": "derecha", "izda.": "izquierda", "izqda.": "izquierda",
                "drcha.": "derecha", "aprox.": "aproximadamente", "máx.": "máximo",
                "max.": "máximo", "mín.": "mínimo", "vs.": "versus", "S. A.": "sociedad anónima",
                "S.A.": "sociedad anónima", "S. L.": "sociedad limitada", "S.L.": "sociedad limitada",
                "Cía.": "compañía", "dpto.": "departamento", "Dpto.": "departamento", "tel.": "teléfono",
                "Tel.": "teléfono", "admón.": "administración", "prov.": "provincia", "ed.": "edición",
                "cf.": "confróntese", "Cf.": "Confróntese",
                "s/n": "sin número", "q. e. p. d.": "que en paz descanse", "c. c.": "con copia",
                "P. D.": "posdata", "Bco.": "banco", "gob.": "gobierno", "ej.": "ejemplo", "ptos.": "puntos",
                "pto.": "punto", "Atte.": "atentamente",
                "atte.": "atentamente", "Dir. Gral.": "director general", "dir.": "director", "incl.": "incluido",
                "excl.": "excluido", "Plza.": "plaza", "plza.": "plaza", "Pº": "paseo", "Ctra.": "carretera",
                "ctra.": "carretera", "Urb.": "urbanización", "urb.": "urbanización", "Blvd.": "bulevar",
                "Col.": "colonia",
                "Edif.": "edificio", "edif.": "edificio", "Pol. Ind.": "polígono industrial", "dto.": "descuento",
                "Dto.": "descuento", "hab.": "habitantes", "ptas.": "pesetas", "v. gr.": "verbigracia", "vid.": "véase",
                "íd.": "ídem", "ibíd.": "ibídem", "op. cit.": "obra citada", "i. e.": "esto es", "Pdte.": "presidente",
                "C. P.": "código postal", "CP": "código postal", "P. S.": "posdata",
                "prox.": "próximo", "próx.": "próximo", "Gob.": "gobierno",
                "seg.": "segundos", "núm.": "número", "S. M.": "su majestad", "SS. MM.": "sus majestades",
                "AA. VV.": "autores varios", "VV. AA.": "varios autores", "CC. OO.": "Comisiones Obreras"},
        feminine={"licenciado": "licenciada", "ingeniero": "ingeniera", "arquitecto": "arquitecta",
                  "profesor": "profesora",
                  "doctor": "doctora", "director": "directora", "presidente": "presidenta", "maestro": "maestra",
                  "diputado": "diputada", "senador": "senadora"},
        article="la|una",
        final=("etc.",),
    ),
    letters=Letters(
        words=("OK ONU OTAN IVA OVNI SIDA NASA UNESCO UNICEF FIFA UEFA RENFE SEAT PYME PYMES LED RAE PIB OPEP CEPAL "
               "OEA INEM AVE IBEX COVID UNED APA ESO TIC MIR FARC ETA RAM ROM PIN SIM GIF NIF CIF NIE ERTE ERE "
               "BOE TAE UCI SEPE TAC ICO CIS EPO JPEG WIFI IMSERSO").split(),
        spelled=("ADN", "USA", "IRPF", "OCDE"),
        names={"Y": "i griega"},
        common="y no sí muy más ya que de la el los las un una es ni mi tu su yo tú él todo nada nunca solo dos "
               "tres".split(),
    ),
    roman=Roman(
        styles={"century": _century, "ruler": _century, "queen": lambda numbers, number: numbers.ordinal(number, "f"),
                "first": lambda numbers, number: numbers.ordinal(number, "before"),
                "firstf": lambda numbers, number: numbers.ordinal(number, "f")},
        behind=styles_of("siglo siglos s.", "century") | styles_of(
            "capítulo tomo acto parte volumen título libro fase tema nivel anexo escena clase tipo grupo copa",
            "cardinal"),
        ahead=styles_of("guerra edición feria legislatura cumbre conferencia semana república dinastía", "firstf")
        | styles_of("congreso festival concilio plan encuentro certamen premio centenario aniversario simposio",
                    "first"),
        names=styles_of("Felipe Carlos Alfonso Fernando Juan Pablo Pío Luis Enrique Jorge Benedicto León Francisco "
                        "Napoleón Guillermo Pedro Gregorio Ricardo Eduardo Sancho Ramiro Jaime Clemente Inocencio "
                        "Federico Nicolás Alejandro Ramsés Tolomeo Urbano Sixto Julio", "ruler")
        | styles_of("Isabel Catalina Cristina Margarita", "queen"),
    ),
    electronic=Electronic(
        names={".": "punto", "@": "arroba", "/": "barra", "-": "guion", "_": "guion bajo", ":": "dos puntos",
               "?": "interrogación", "=": "igual", "&": "et", "#": "almohadilla", "%": "por ciento", "+": "más",
               "~": "virgulilla"},
        said="com org net edu gov info es online store blog cloud news zip gob doc".split(),
    ),
    signs={"&": "y", "+": "más", "=": "igual a", "×": "por", "÷": "entre", "±": "más menos", "≈": "aproximadamente",
           "≠": "distinto de", "≤": "menor o igual que", "≥": "mayor o igual que", "<": "menor que", ">": "mayor que",
           "→": "a", "∞": "infinito", "√": "raíz cuadrada de", "§": "sección", "©": "copyright", "%": "por ciento",
           "‰": "por mil", "°": "grados", "º": "", "ª": "", "#": "almohadilla", "@": "arroba", "€": "euros",
           "$": "dólares", "£": "libras", "¥": "yenes", "₹": "rupias", "−": "menos", "~": "aproximadamente"},
    greek=("alfa beta gamma delta épsilon zeta eta theta iota kappa lambda mi ni xi ómicron pi ro sigma tau ípsilon fi "
           "ji psi omega"),
    times_sign="por", divided_sign="entre",
    bounds=("menos de", "más de"),
    starters=("El La Los Las Un Una Unos Unas Él Ella Ellos Ellas Yo Nosotros Esto Este Esta Ese Esa En De A Al Con "
              "Por Para Sin Pero Y O Si Cuando Como Mientras Después Antes Entonces Qué Quién No Sí También Además "
              "Aunque Su Sus Mi Hay Es Son Era Fue Ya Según Desde Hasta Todo Todos Nada").split(),
    joiners="y e o u pero sino porque que cuando donde si como aunque mientras pues para con".split(),
    extra=(
        # "Y" becomes "e" before an i.
        rule("symbol", "&", r"&(?= [Hh]?[IÍií](?![aeo]))", "e"),
        # A raised decimal comma, as in handwriting.
        rule("number", DIGITS, r"(?<![\w.,'])(\d{1,3})'(\d{1,2})(?![\w'\"])", lambda match: NUMBERS.say(
            f"{match.group(1)},{match.group(2)}")),
        # An identity card number with its check letter.
        rule("code", DIGITS, r"(?<![\w.,])(\d{1,2}\.\d{3}\.\d{3}|\d{8}) ?-? ?([A-Z])(?!\w)", lambda match: ", ".join(
            [*map(NUMBERS.one_by_one, re.findall(r"\d+", match.group(1))), match.group(2)])),
        rule("date", "LMXJVSD", r"(?<!\w)([LMXJVSD]) ?[-–] ?([LMXJVSD])(?=[:,]| (?:de|\d))", lambda match: " a ".join(
            _DAYS[letter] for letter in match.groups())),
        # "2h15" is a duration, or a time of day after an article.
        rule("time", DIGITS, r"(?<![\d:.,/])([01]?\d|2[0-4]) ?h ?([0-5]\d)(?: ?min)?(?![\w])", _hours),
        rule("code", DIGITS, r"(?<![\w.,])(?:(?<=, )|(?<=CP )|(?<=C\. P\. )|(?<=C\.P\. )|(?<=postal "
                             r"))\d{5}(?!\w|[.,]\d)"
             r"(?=[.,;)]| [A-ZÁÉÍÓÚÑ]|$)", lambda match: NUMBERS.one_by_one(match.group())),
        # Hours without a sign of a time are feminine: "la una", "las 9 de la noche".
        rule("time", DIGITS, r"(?:(?<=\b[Ll]a )1|(?<=\b[Ll]as )21)(?= (?:y (?:media|cuarto|pico|\w+ )|menos|en punto|"
             r"de la (?:mañana|tarde|noche|madrugada)))", lambda match: NUMBERS.cardinal(int(match.group()), "f")),
    ),
    kept="ºª",
    replacements={"“": "“", "”": "”", "«": "“", "»": "”"},
)

