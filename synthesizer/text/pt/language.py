"""Tables of Portuguese, as in Brazil."""

import re

from synthesizer.text.rules import DIGITS, after, before, rule
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
    "pt",
    cardinals={"": "spellout-cardinal-masculine", "m": "spellout-cardinal-masculine",
               "f": "spellout-cardinal-feminine"},
    ordinals={"m": "spellout-ordinal-masculine", "f": "spellout-ordinal-feminine"},
    point="vírgula", dot="ponto", minus="menos", plus="mais",
    corrections=(("cardinal", r"\bcatorze\b", "quatorze"),),
)

NOUNS = Nouns(
    feminine="as?|ãs?|ção|ções|são|sões|dades?|gem|gens|tudes?|ice|ices|triz",
    exceptions=("f:colher f:colheres m:dia m:dias m:problema m:problemas m:sistema m:sistemas m:programa m:programas "
                "m:tema m:temas m:clima m:planeta m:planetas m:mapa m:mapas m:idioma m:idiomas m:cinema m:cinemas "
                "m:poema m:poemas m:esquema m:grama m:gramas m:quilograma m:quilogramas m:turistas m:artistas "
                "m:atletas m:drama m:dramas f:vez f:vezes f:mulher f:mulheres f:mão f:mãos f:noite f:noites f:tarde "
                "f:tardes f:parte f:partes f:gente f:foto f:fotos f:moto f:motos f:ponte f:pontes f:lei f:leis f:luz "
                "f:luzes f:voz f:vozes f:cruz f:cruzes f:flor f:flores f:cor f:cores f:rede f:redes f:série f:séries "
                "f:fase f:fases f:classe f:classes f:base f:bases f:chave f:chaves f:nave f:naves f:morte f:mortes "
                "f:torre f:torres f:frase f:frases f:fonte f:fontes").split(),
    others=("de do da dos das e ou a à ao aos as às em no na nos nas com que é são para por pra sem mais menos até "
            "desde como mas foi foram era se não já o os um uma mil sobre entre contra está estão há bilhões milhões "
            "milhão bilhão cada"),
    singular=lambda value: 0 < value < 2,
)

_FRACTIONS = {2: "meio", 3: "terço", 100: "centésimo"}


def _fraction(numbers, top, bottom):
    if bottom > 10 and bottom != 100:
        return f"{numbers.cardinal(top, 'm')} {numbers.cardinal(bottom)} avos"
    name = _FRACTIONS.get(bottom) or numbers.ordinal(bottom)
    return f"{numbers.cardinal(top, 'm')} {name}{'s' if top > 1 else ''}"


def _mixed(numbers, whole, top, bottom):
    return f"{numbers.cardinal(whole)} e {'meio' if (top, bottom) == (1, 2) else _fraction(numbers, top, bottom)}"


def _time(numbers, hour, minute, half):
    said = numbers.cardinal(hour, "f")
    if minute:
        return f"{said} e {numbers.cardinal(minute)}"
    return f"{said} {'hora' if hour < 2 else 'horas'}"


_PLAYED = re.compile(r"\b(?:jogo|placar|partida|final|gols?|ven\w+|ganh\w+|perd\w+|empat\w+|derrot\w+|bateu|golea\w+|"
                     r"vitória|clássico)\b", re.I)


def _score(match):
    """Say the score "2x1": near words about a match, or between two names."""
    left, right = before(match, 60), after(match, 30)
    named = re.search(r"[A-ZÀ-Ý][a-zà-ÿ-]+ $", left) and re.match(r" [A-ZÀ-Ý][a-zà-ÿ]", right)
    if not named and not _PLAYED.search(left + "|" + right):
        return None
    return f"{NUMBERS.cardinal(int(match.group(1)))} a {NUMBERS.cardinal(int(match.group(2)))}"


def _century(numbers, number):
    return numbers.ordinal(number) if number <= 10 else numbers.cardinal(number)


MAGNITUDES = magnitudes("""
    mil, k: mil
    milhão, milhões, mi, M: milhão/milhões m
    bilhão, bilhões, bi: bilhão/bilhões m
    trilhão, trilhões, tri: trilhão/trilhões m
""")

PORTUGUESE = Language(
    numbers=NUMBERS,
    nouns=NOUNS,
    numerals=Numerals(
        fraction=_fraction, mixed=_mixed, over="de", to="a", ratio="a",
        half={"m": "meio", "f": "meia"},
        powers=("ao quadrado", "ao cubo", "elevado a {power}"),
        ordinals=((r"\.?[ºo]|(?<![3-9]\d)(?<!\d\d\d)°(?= [a-zç])", "m"), (r"\.?ª|\.?a(?= )", "f")),
        names_year=r"\b(?:em|desde|até|ano|no ano de) ",
        labels=(r"\b(?:n\.?º|n°|número|página|pág\.|capítulo|artigo|rua|volume|canal|linha|versão|grupo|nível|sala|voo|"
                r"apartamento|ônibus|quarto|terminal|mesa|lei|bloco|lote|casa) "),
    ),
    dates=Dates(
        months=("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro").split(),
        short={"jan": 1, "fev": 2, "mar": 3, "abr": 4, "mai": 5, "jun": 6, "jul": 7, "ago": 8, "set": 9, "out": 10,
               "nov": 11, "dez": 12},
        form="{day} de {month}", with_year=" de {year}", mark="º|°|o",
        day=lambda numbers, day, match: "primeiro" if day == 1 else numbers.cardinal(day),
        introduced="o|do|ao|dia|até|em",
        between="(?: de | |-|/)", before_year="(?: de | |, |/)",
        weekdays={"seg": "segunda", "ter": "terça", "qua": "quarta", "qui": "quinta", "sex": "sexta", "sáb": "sábado",
                  "dom": "domingo"},
    ),
    times=Times(
        patterns=(
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]) ?h "
            r"?(?P<m>[0-5]\d)"
            r"(?: ?min)?(?![\w]| de (?:voo|viagem|duração|caminhada|espera|atraso|aula))",
            r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]) ?h(?:s)?(?P<m>)(?![\w])",
            COLONS + r"(?: ?h(?:oras|rs|s)?\b)?",
        ),
        say=_time, seconds=" e {seconds} segundos",
        lasting=(r"dur(?:a|ou|ar|am|aram|ava)|lev(?:a|ou|ar|am|aram|ava)|demor(?:a|ou|ar|am|aram|ava)|esper(?:ei|ou|amos)|"
                 r"gast(?:a|ei|ou)|faltam?|(?:mais|menos|cerca) de|quase"),
    ),
    money=Money(column("currencies", "pt"), MAGNITUDES, with_parts="{whole} e {parts} {part}", of=" de ", to="a"),
    measures=Measures(column("units", "pt"), "por", MAGNITUDES),
    telephone=Telephone((
        r"\(?\d{2}\)?[ -]9? ?\d{4}[ -]\d{4}", r"(?!(?:1[1-9]|20)\d\d-(?:1[1-9]|20)\d\d(?!\d))9?\d{4}-\d{4}",
        r"0800[ -]\d{3}[ -]\d{4}", r"\d{5}-\d{3}",
        r"\d{3}\.\d{3}\.\d{3}-\d{2}", r"\d{2}\.\d{3}\.\d{3}(?:/\d{4}-\d{2}|-[\dX])",
    )),
    abbreviations=Abbreviations(
        titles={"Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Srs.": "senhores", "Dr.": "doutor",
                "Dra.": "doutora", "D.": "dom", "Prof.": "professor", "Profa.": "professora", "Prof.ª": "professora",
                "Eng.": "engenheiro", "Gen.": "general", "Cel.": "coronel", "Pe.": "padre", "Sto.": "santo",
                "Sta.": "santa", "Exmo.": "excelentíssimo", "Exma.": "excelentíssima", "Dep.": "deputado",
                "Gov.": "governador", "prof.": "professor", "profa.": "professora", "dr.": "doutor",
                "dra.": "doutora", "sr.": "senhor", "sra.": "senhora", "eng.": "engenheiro", "Arq.": "arquiteto",
                "Adv.": "advogado", "Des.": "desembargador",
                "Min.": "ministro", "Sen.": "senador", "Ver.": "vereador", "Pres.": "presidente", "Dir.": "diretor",
                "Cap.": "capitão", "Ten.": "tenente", "Maj.": "major", "Sgt.": "sargento", "Del.": "delegado",
                "Ilmo.": "ilustríssimo", "Ilma.": "ilustríssima", "Revmo.": "reverendíssimo", "Dom.": "dom"},
        counted={"op.": "opus", "n.º": "número", "nº": "número", "n°": "número", "Nº": "número", "N°": "número",
                 "nro.": "número",
                 "pág.": "página", "págs.": "páginas", "p.": "página", "pp.": "páginas", "art.": "artigo",
                 "Art.": "artigo", "arts.": "artigos", "cap.": "capítulo", "vol.": "volume", "fig.": "figura",
                 "Fig.": "figura", "tel.": "telefone", "Tel.": "telefone", "apto.": "apartamento",
                 "ap.": "apartamento", "km": "quilômetro", "séc.": "século", "inc.": "inciso", "R.": "rua",
                 "sécs.": "séculos", "ramal": "ramal", "ref.": "referência",
                 "Ref.": "referência", "bl.": "bloco", "Bl.": "bloco", "qd.": "quadra", "lt.": "lote",
                 "cj.": "conjunto",
                 "conj.": "conjunto", "cel.": "celular", "Cel.": "celular", "tab.": "tabela", "par.": "parágrafo"},
        others={"etc.": "etcétera", "p. ex.": "por exemplo", "P. ex.": "Por exemplo", "ex.": "exemplo",
                "EUA": "Estados Unidos", "a.C.": "antes de Cristo", "d.C.": "depois de Cristo", "Av.": "avenida",
                "av.": "avenida", "R.": "rua", "Pça.": "praça", "Rod.": "rodovia", "aprox.": "aproximadamente",
                "máx.": "máximo", "max.": "máximo", "mín.": "mínimo", "vs.": "versus", "S.A.": "S A", "S/A": "S A",
                "Ltda.": "limitada", "Cia.": "companhia", "depto.": "departamento", "Depto.": "departamento",
                "tel.": "telefone", "Tel.": "telefone", "obs.": "observação", "Obs.": "Observação", "ed.": "edição",
                "cf.": "confira", "Cf.": "Confira",
                "apto.": "apartamento", "s/n": "sem número", "c/": "com", "vc": "você",
                "tb": "também", "hab.": "habitantes", "V. Exa.": "vossa excelência", "jr.": "júnior", "Jr.": "júnior",
                "Att.": "atenciosamente", "att.": "atenciosamente", "incl.": "incluído",
                "Al.": "alameda", "Trav.": "travessa", "Tv.": "travessa", "Pq.": "parque", "Jd.": "jardim",
                "Vl.": "vila",
                "Ed.": "edifício", "Edif.": "edifício", "dir.": "diretor", "p/": "para", "qtd.": "quantidade",
                "min.": "minutos", "seg.": "segundos", "ref.": "referência", "Ref.": "referência",
                "P.S.": "pós-escrito",
                "N.B.": "nota bem", "ibid.": "ibidem", "op. cit.": "obra citada", "sécs.": "séculos", "pq": "porque",
                "hj": "hoje", "blz": "beleza",
                "séc.": "século", "i.e.": "isto é"},
        feminine={"engenheiro": "engenheira", "arquiteto": "arquiteta", "professor": "professora", "doutor": "doutora",
                  "diretor": "diretora", "deputado": "deputada", "vereador": "vereadora", "ministro": "ministra",
                  "senador": "senadora", "advogado": "advogada"},
        article="a|uma|da|na|à",
        final=("etc.",),
    ),
    letters=Letters(
        words=("OK ONU OTAN IVA OVNI AIDS NASA UNESCO UNICEF FIFA UEFA SUS FAPESP IBOPE ENEM SENAI SESI SESC LED RAM "
               "COVID PIS CADE ANVISA ANATEL BOPE DETRAN FUNAI INCRA PASEP PETROBRAS PROCON SEBRAE MEI CEP PIB "
               "ROM PIN GIF PAC PIX CAPES "
               "UTI").split(),
        spelled=("USP", "UTI", "UOL"),
        names={"O": "ó", "E": "é"},
        common="o e não sim muito mais já que de o os as um uma é nem meu seu eu ele tudo nada nunca só você".split(),
    ),
    roman=Roman(
        styles={"century": _century, "f": lambda numbers, number: numbers.ordinal(number, "f"),
                "ordinal": Numbers.ordinal},
        behind=styles_of("século séculos séc. sécs.", "century") | styles_of(
            "capítulo tomo ato parte volume título livro fase tema nível anexo cena tipo grupo inciso classe",
            "cardinal"),
        ahead=styles_of("guerra edição conferência semana república bienal copa jornada", "f")
        | styles_of("congresso festival concílio encontro simpósio prêmio fórum", "ordinal"),
        names=styles_of("Pedro João Luís Carlos Afonso Fernando Paulo Pio Henrique Jorge Bento Leão Francisco Napoleão "
                        "Guilherme Gregório Ricardo Eduardo Filipe Felipe Sancho Manuel José Sebastião Duarte Clemente "
                        "Frederico Nicolau Alexandre Ramsés Luiz Júlio Inocêncio Urbano", "century")
        | styles_of("Isabel Elizabeth Elisabete Catarina Maria Cristina Margarida", "f"),
    ),
    electronic=Electronic(
        names={".": "ponto", "@": "arroba", "/": "barra", "-": "hífen", "_": "sublinhado", ":": "dois pontos",
               "?": "interrogação", "=": "igual", "&": "e comercial", "#": "hashtag", "%": "por cento", "+": "mais",
               "~": "til"},
        said="com org net edu gov info online store blog cloud news zip doc".split(),
    ),
    signs={"&": "e", "+": "mais", "=": "igual a", "×": "vezes", "÷": "dividido por", "±": "mais ou menos",
           "≈": "aproximadamente", "≠": "diferente de", "≤": "menor ou igual a", "≥": "maior ou igual a",
           "<": "menor que", ">": "maior que", "→": "para", "∞": "infinito", "√": "raiz quadrada de", "§": "parágrafo",
           "©": "copyright", "%": "por cento", "‰": "por mil", "°": "graus", "º": "", "ª": "", "#": "hashtag",
           "@": "arroba", "R$": "reais", "€": "euros", "$": "dólares", "£": "libras", "¥": "ienes", "₹": "rupias",
           "−": "menos", "~": "aproximadamente"},
    greek=("alfa beta gama delta épsilon zeta eta teta iota capa lambda mi ni csi ômicron pi rô sigma tau úpsilon fi "
           "qui psi ômega"),
    times_sign="vezes", divided_sign="dividido por",
    bounds=("menos de", "mais de"),
    starters=("O A Os As Um Uma Uns Umas Ele Ela Eles Elas Eu Nós Você Vocês Isto Isso Este Esta Esse Essa De Do Da Em "
              "No Na Ao Com Por Para Sem Mas E Ou Se Quando Como Enquanto Depois Antes Então Que Quem Não Sim Também "
              "Além Embora Seu Sua Meu Minha Há É São Era Foi Já Segundo Desde Até Todo Todos Tudo Nada").split(),
    joiners="e ou mas porque que quando onde se como embora enquanto pois para com".split(),
    extra=(
        # Hours without a sign of a time are feminine.
        rule("time", DIGITS, r"(?:(?<=\b[àÀ] )1|(?<=\b[àÀ]s )(?:2[12]?|1[0-2]|[3-9]))(?= (?:e (?:meia|quinze|"
                             r"\w+ )|em ponto|"
             r"da (?:manhã|tarde|noite|madrugada)))", lambda match: NUMBERS.cardinal(int(match.group()), "f")),
        # Durations.
        rule("time", DIGITS, r"(?<![\d:.,/])(\d{1,3}) ?h ?([0-5]\d)(?: ?min)?(?![\w])", lambda match: (
            f"{NUMBERS.cardinal(int(match.group(1)), 'f')} hora{'s' * (match.group(1) != '1')} e "
            f"{NUMBERS.cardinal(int(match.group(2)))}")),
        # Instalments, as in "12x de R$ 49".
        rule("number", DIGITS, r"(?<![\w.,])(\d{1,3}) ?x(?= (?:de|sem|iguais|no|mais|menos|por|ao)\b)", lambda match: (
            f"{NUMBERS.cardinal(int(match.group(1)), 'f')} {'vez' if match.group(1) == '1' else 'vezes'}")),
        # The score of a match.
        rule("ratio", DIGITS, r"(?<![\w.,])(?!4x4)(\d\d?)x(\d\d?)(?![\w.,]\w|\w| ?[=x])", _score),
        rule("ratio", " ", r"(?<=\d) x (?=\d{1,2}(?![\d.,]| ?(?:[cm]?m|px)\b| ?[=x]))", "a"),
        rule("number", "'", r"(?<!\w)'(\d0)(?!\d)", lambda match: NUMBERS.cardinal(int(match.group(1)))),
    ),
    kept="ºª",
    replacements={"“": "“", "”": "”", "«": "“", "»": "”"},
)
