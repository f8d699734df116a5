"""The front ends of Spanish, French, Italian, Portuguese, German and Hindi."""

import subprocess
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesizer.text import read, split_sentences
from synthesizer.text.phonemes import encode
from synthesizer.text.semiotic import tables as semiotic_tables

CODES = ("es", "fr", "it", "pt", "de", "hi")
VOICES = {"es": "es", "fr": "fr-fr", "it": "it", "pt": "pt-br", "de": "de", "hi": "hi"}


def normalise(code, text):
    tokens = import_module(f"synthesizer.text.{code}.normalise").normalise(text)
    return "".join(token.spoken for token in tokens).strip()


@pytest.mark.parametrize("code", CODES)
def test_what_is_said(code):
    cases = tables.rows(f"{code}.tsv")
    assert len({written for written, _ in cases}) >= 60
    tables.check(cases, partial(normalise, code))


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_stays(code):
    tables.check([(spoken, spoken) for _, spoken in tables.rows(f"{code}.tsv")], partial(normalise, code))


# As espeak-ng and the replacements of docs/training.md make them, without any of the program's code.
def test_phonemes_are_made_as_those_of_the_training_data():
    cases = tables.rows("phonemes.tsv")
    tables.check(cases, lambda code, text: " ".join(sentence.phonemes for sentence in read(text, code)))
    assert all(encode(expected) and len(expected) > 15 for *_, expected in cases)


@pytest.mark.parametrize("code", CODES)
def test_words_know_how_they_were_written(code):
    words = [word for sentence in read("12 km", code) for word in sentence.words]
    assert words[0].written == "12 km" and not any(word.written for word in words[1:])
    assert {word.rule for word in words} == {"measure"} and all(word.phonemes for word in words)


@pytest.mark.parametrize(("code", "text", "unread"), [
    ("es", "Hola Привет amigo", ("Привет",)), ("fr", "Bonjour 你好 ami", ("你好",)), ("it", "Ciao नमस्ते", ("नमस्ते",)),
    ("pt", "Oi γειά amigo", ("γειά",)), ("de", "Hallo мир", ("мир",)), ("hi", "नमस्ते мир", ("мир",)),
])
def test_words_in_another_script_are_named(code, text, unread):
    (sentence,) = read(text, code)
    assert sentence.unpronounced == unread and sentence.phonemes
    assert [word.certain for word in sentence.words if word.spoken in unread] == [False] * len(unread)


def test_hindi_says_english_words_in_english():
    (sentence,) = read("मेरा laptop खराब है।", "hi")
    assert sentence.words[1].phonemes == "lˈaptɒp" and not sentence.unpronounced


@pytest.mark.parametrize("code", CODES)
def test_a_dictionary_comes_before_everything(code):
    (sentence,) = read("Zorblax", code, dictionary={"zorblax": "zˈɔ"})
    assert [(word.phonemes, word.source) for word in sentence.words] == [("zˈɔ", "dictionary")]


@pytest.mark.parametrize(("code", "text", "pieces"), [
    ("es", "El Sr. Paz vino. ¿Y tú? Véase la pág. 5. Fin.", ["El Sr. Paz vino.", "¿Y tú?", "Véase la pág. 5.", "Fin."]),
    ("fr", "M. Petit dort. Et toi ? Voir p. 5. Fin.", ["M. Petit dort.", "Et toi ?", "Voir p. 5.", "Fin."]),
    ("it", "Il Sig. Neri dorme. E tu? Vedi pag. 5. Fine.", ["Il Sig. Neri dorme.", "E tu?", "Vedi pag. 5.", "Fine."]),
    ("pt", "O Sr. Reis veio. E você? Veja a pág. 5. Fim.", ["O Sr. Reis veio.", "E você?", "Veja a pág. 5.", "Fim."]),
    ("de", "Hr. Wolf schläft. Und du? Siehe S. 5. Ende.", ["Hr. Wolf schläft.", "Und du?", "Siehe S. 5.", "Ende."]),
    ("hi", "वह सोया। और तुम? डॉ. वर्मा आए। बस।", ["वह सोया।", "और तुम?", "डॉ. वर्मा आए।", "बस।"]),
])
def test_sentences_end_where_they_do(code, text, pieces):
    assert split_sentences(text, language=code) == pieces


@pytest.mark.parametrize("code", CODES)
@given(text=st.text(alphabet=st.sampled_from("0123456789 .,:;/-–+°ºª%€$₹'\"()¿?!«»IVXLCMabeéñßहि।\n"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_raises(code, text):
    said = normalise(code, text)
    assert not any(character.isdigit() for character in said)


def work_on(text, code):
    """Seconds of work on a text."""
    start = time.process_time()
    split_sentences(normalise(code, text), language=code)
    return time.process_time() - start


@pytest.mark.parametrize("code", CODES)
@pytest.mark.timeout(120)
def test_time_grows_no_faster_than_the_text(code):
    for unit in ("1 ", "€1", "1.", "1-", "A.", "XI ", "1º", "½", "a@", "12:", "कि.", "\"("):
        least = [float("inf"), float("inf")]
        for _ in range(3):  # more than once only if Python has collected garbage meanwhile
            least = [min(best, work_on((unit * length)[:length], code)) for best, length in zip(least, (400, 3_200))]
            # Eight times as much text; a pattern that goes back and forth would take sixty-four times as long.
            if least[1] < 24 * least[0] + 0.1:
                break
        else:
            pytest.fail(f"{unit!r}: {least}")


@pytest.mark.parametrize("table", ["units", "currencies"])
def test_tables_have_each_symbol_once_and_a_noun_for_each_language(table):
    lines = Path(semiotic_tables.__file__).with_name(f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    symbols = [symbol for line in lines[1:] for symbol in line.split("\t")[0].split(" ")]
    assert len(symbols) == len(set(symbols)) and lines[0].split("\t")[1:] == list(CODES)
    for code in CODES:
        nouns = [noun for entry in semiotic_tables.column(table, code).values() for noun in entry]
        assert len(nouns) > 10 and all(noun.singular and noun.plural for noun in nouns)


def test_nothing_is_imported_before_a_language_is_used():
    code = ("import sys, synthesizer.text; before = set(sys.modules); from synthesizer.text import normalize; "
            "assert not [name for name in before if 'semiotic' in name or 'rbnf' in name]; "
            "print(normalize('21', 'es')); "
            "assert 'unicode_rbnf' in sys.modules and 'synthesizer.text.fr' not in sys.modules")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
                          cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "veintiuno"


def test_a_missing_package_is_named(monkeypatch):
    from synthesizer.text.es.language import NUMBERS

    monkeypatch.delitem(vars(NUMBERS), "_engine", raising=False)
    monkeypatch.setitem(sys.modules, "unicode_rbnf", None)
    with pytest.raises(RuntimeError, match="pip install unicode-rbnf"):
        NUMBERS.cardinal(987_654)


def test_german_keeps_its_short_rounded_vowels():
    (sentence,) = read("fünf Hütten", "de")
    assert sentence.phonemes.count("y") == 2
