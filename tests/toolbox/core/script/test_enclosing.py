"""The marks around parts of a text."""

import pytest

from toolbox.core.script.enclosing import enclosed, enclosing, kept_language
from toolbox.core.script.sentences import directed, parse

TEXTS = ("He waved. [es] Hola, amigo. ¿Qué tal? Adiós. [/es] Then he left.",
         "[slow 0.6][es]Uno. Dos.[/es] Three is here. Four is there.[/slow] Five.",
         '<speak>One. <prosody rate="slow">Two &amp; two. No.</prosody> <lang xml:lang="es">Hola. No.</lang></speak>',
         "[Anna] [low] Hi there. Bye.[/low]\n[Bob] *No.* [loud] Never [pause 1s] ever. [soft] Well. Oh.[/soft][/loud]",
         "He said [it] was. So it was. [slow] It never ends. So it goes.")


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_by_itself_has_the_style_that_it_has_in_the_text(text):
    names = ("Anna", "Bob")
    whole = list(directed(parse(text, names), text)[1])
    parts = [(s.begin, s.end) for s in whole]
    for sentence, (begin, end), around in zip(whole, parts, enclosing(text, parts, names), strict=True):
        said = enclosed(text[begin:end], around)
        alone, = directed(parse(said, names), said)[1]
        assert [w.phonemes for w in alone.sentence.words] == [w.phonemes for w in sentence.sentence.words]
        assert alone.sentence.language == sentence.sentence.language
        assert [(s.rate, s.pitch, s.volume, s.emphasis) for s in alone.styles] == [
            (s.rate, s.pitch, s.volume, s.emphasis) for s in sentence.styles]
        assert not parse(said, names).faults


def test_marks_that_a_change_has_removed_or_added():
    assert enclosed("Hola.", ("", "[/es]")) == "Hola."
    assert enclosed("Adiós.", ("[es]", "[/es]")) == enclosed("Adiós.", ("[es]", "")) == "[es]Adiós.[/es]"
    assert enclosed("Adiós.[/es]", ("[es]", "[/es]")) == "[es]Adiós.[/es]"
    assert enclosed("Hola.[/es]", ("[slow][es]", "[/es][/slow]")) == "[slow][es]Hola.[/es][/slow]"


def test_the_language_that_a_part_does_not_tell():
    assert kept_language("OK.", "es") == "es" and kept_language("Mañana vuelvo a casa.", "es") is None
    assert kept_language("The dog barks.", "en-gb") is None and kept_language("[es]Hola[/es]", "es") is None
    assert kept_language("日本語です", "en-us") == "en-us"
