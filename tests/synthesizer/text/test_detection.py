"""Which language a text is in."""

import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesizer.text import CODES
from synthesizer.text.detection import OTHERS, detect, passages

TEXTS = [
    ("es", "Buenos días, ¿cómo está usted?"),
    ("es", "El perro corre por la calle y no quiere volver a casa."),
    ("es", "Mañana compraremos pan, queso y aceitunas en el mercado."),
    ("de", "Guten Morgen, wie geht es Ihnen heute?"),
    ("de", "Der Zug fährt um acht Uhr von Gleis neun ab."),
    ("fr", "Bonjour, je ne sais pas où est la gare."),
    ("fr", "Les enfants jouent dans le jardin depuis ce matin."),
    ("it", "Buongiorno, non so dove è la stazione."),
    ("it", "Domani andremo al mare con tutta la famiglia."),
    ("pt", "Bom dia, eu não sei onde está a estação."),
    ("pt", "Os meninos jogavam bola na rua até anoitecer."),
    ("zh", "早上好，你好吗？"),
    ("zh", "我昨天买了一台新的 MacBook Pro 电脑。"),
    ("hi", "आज मौसम बहुत अच्छा है।"),
    ("nl", "Goedemorgen, ik weet niet waar het station is."),
    ("ru", "Доброе утро, как у вас дела?"),
    ("ja", "おはようございます。今日は天気がいいですね。"),
    ("ko", "안녕하세요, 만나서 반갑습니다."),
]
ENGLISH = [
    "", "Yes.", "42", "Good morning.", "The quick brown fox jumps over the lazy dog, and nobody in the room looks up.",
    "The die was cast in the gift shop of the hotel.", "Zoë ordered a café crème and a piñata for José.",
    "She sang La Vie en Rose at the Café de Flore.", "O no, do come over to the bar.", "Los Angeles and Las Vegas",
    "WARNING: DO NOT OPEN", "He said \"привет\" and left the room.",
]


def test_languages_are_recognised():
    tables.check([(text, language) for language, text in TEXTS], detect)


def test_english_is_left_alone():
    tables.check([(text, "en-us") for text in ENGLISH], detect)


def test_the_default_says_which_english_and_what_a_few_letters_are():
    assert detect("I would like to have a cup of tea, please.", "en-gb") == "en-gb"
    assert detect("OK", "es") == "es"
    assert detect("I would like to have a cup of tea, please.", "es") == "en-us"


def test_only_the_languages_asked_for_are_found():
    assert detect("Os meninos jogavam bola na rua até anoitecer.", among=("en-us", "es")) == "es"


def test_each_paragraph_has_its_language():
    text = ("Hello, how are you today, my friend?\n\nBuenos días, ¿cómo está usted?\n\n42\n\n"
            "Schönes Wetter heute, nicht wahr?")
    assert [passage.language for passage in passages(text)] == ["en-us", "es", "de"]


def test_scripts_are_distinguished_line_by_line():
    text = "She greets everybody in the hall:\n你好，我们走吧。\nand everybody answers at once."
    assert [(passage.language, passage.text) for passage in passages(text)] == [
        ("en-us", "She greets everybody in the hall:\n"), ("zh", "你好，我们走吧。\n"),
        ("en-us", "and everybody answers at once.")]


def test_a_short_paragraph_takes_the_language_of_the_text():
    text = "El perro corre por la calle y no quiere volver a casa.\n\nNo, no.\n\nMañana compraremos pan en el mercado."
    assert [passage.language for passage in passages(text)] == ["es"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["Hello there.", "¿Cómo está usted?", "你好", "\n", "\n\n", " ", "\r\n", "आज", "12",
                                 "é"]), max_size=12).map("".join) | st.text(max_size=80))
def test_passages_joined_are_the_text(text):
    parts = passages(text)
    assert "".join(part.text for part in parts) == text
    assert all(part.language in (*CODES, *OTHERS) and part.name for part in parts)
