import pytest

from toolbox.core.language import foreign_language


@pytest.mark.parametrize("language, text", [
    ("Spanish", "Buenos días, ¿cómo está usted?"),
    ("Spanish", "El perro corre por la calle y no quiere volver a casa."),
    ("German", "Guten Morgen, wie geht es Ihnen heute?"),
    ("German", "Der Zug fährt um acht Uhr von Gleis neun ab."),
    ("French", "Bonjour, je ne sais pas où est la gare."),
    ("Italian", "Buongiorno, non so dove è la stazione."),
    ("Portuguese", "Bom dia, eu não sei onde está a estação."),
    ("Dutch", "Goedemorgen, ik weet niet waar het station is."),
    ("Russian", "Доброе утро, как у вас дела?"),
    ("Japanese", "おはようございます。"),
    ("Chinese", "早上好，你好吗？"),
])
def test_other_languages_are_told(language, text):
    assert foreign_language(text) == language


@pytest.mark.parametrize("text", [
    "", "Yes.", "42", "Good morning.", "The quick brown fox jumps over the lazy dog, and nobody in the room looks up.",
    "The die was cast in the gift shop of the hotel.", "Zoë ordered a café crème and a piñata for José.",
    "She sang La Vie en Rose at the Café de Flore.", "O no, do come over to the bar.", "Los Angeles and Las Vegas",
])
def test_english_is_left_alone(text):
    assert foreign_language(text) == ""
