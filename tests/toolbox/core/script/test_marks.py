"""Marks and SSML: their directions and errors; neither is ever spoken."""

import re

import pytest

from toolbox.core.script import ssml
from toolbox.core.script.document import Pause, Piece
from toolbox.core.script.pronunciation import from_ipa, from_respelling
from toolbox.core.script.sentences import PARAGRAPH, SENTENCE, TRAILING_OFF, directed, parse, with_pronunciation

MARKED = ("Hello *big* world [pause 0.5s] and {Nguyen|wɪn} came. **Stop!**\n\n[slow]Two words[/slow] at $4.50 "
          "[high 2][loud]both[/loud][/high].")


def read(text, voices=()):
    document = parse(text, voices)
    return document, list(directed(document, text)[1])


def words_of(sentences):
    return {word.spoken: (style, text) for s in sentences
            for word, style, text in zip(s.sentence.words, s.styles, s.places)}


def test_plain_marks():
    document, sentences = read(MARKED)
    assert not document.faults
    assert [s.sentence.text for s in sentences] == ["Hello big world and Nguyen came.", "Stop!",
                                                    "Two words at four dollars and fifty cents both."]
    words = words_of(sentences)
    assert words["big"][0].emphasis == 1 and words["Stop"][0].emphasis == 2 and words["Hello"][0].emphasis == 0
    assert words["Two"][0].rate == words["words"][0].rate == 0.75 and words["at"][0].rate == 1
    assert (words["both"][0].pitch, words["both"][0].volume) == (2, 6)
    assert sentences[0].pauses == {2: (0.5, True)} and "wˈɪn" in sentences[0].sentence.phonemes
    # A pause gets a mark to be spoken towards.
    assert "wˈɜɹld," in sentences[0].sentence.phonemes
    # Words know where they are written, numbers that are written out as well.
    assert MARKED[slice(*words["fifty"][1])] == "$4.50" and MARKED[slice(*words["Nguyen"][1])] == "Nguyen"
    assert [MARKED[s.begin: s.end] for s in sentences] == [
        "Hello *big* world [pause 0.5s] and {Nguyen|wɪn} came.", "**Stop!**",
        "[slow]Two words[/slow] at $4.50 [high 2][loud]both[/loud][/high]."]


def test_dash_ellipsis_and_paragraph_are_pauses_of_different_lengths():
    _, sentences = read("He came — and went, so… gone. Well… Yes. And then\n\nThe end.")
    assert sentences[0].pauses[1][0] < sentences[0].pauses[4][0] and 3 not in sentences[0].pauses
    assert [s.after for s in sentences] == [SENTENCE, TRAILING_OFF, SENTENCE, PARAGRAPH, SENTENCE]


def test_voices_part_the_text():
    text = "[Anna] Hi there. Me again.\n[Bob] Hello. [Anna] Not at a line's beginning [Bob]but known."
    _, sentences = read(text, ("Anna", "Bob"))
    assert [(s.voice, s.sentence.text) for s in sentences] == [
        ("Anna", "Hi there."), ("Anna", "Me again."), ("Bob", "Hello."), ("Anna", "Not at a line's beginning"),
        ("Bob", "but known.")]
    # Unknown to the cast, they are voices where they begin a line, and text elsewhere.
    _, sentences = read("[Anna] She wrote [sic] it [1].")
    assert sentences[0].voice == "Anna" and "sic" in sentences[0].sentence.text
    document, _ = read("[Carla] Hi.", ("Anna",))
    assert "Nobody in the cast is called 'Carla'" in document.faults[0].sentence


@pytest.mark.parametrize("text, wrong, sentence", [
    ("A [pause long] b", "[pause long]", "A pause is written"), ("A [pause 60s] b", "[pause 60s]", "10 s at most"),
    ("A [slow]b", "[slow]", "[slow] has no end"), ("A [/slow] b", "[/slow]", "ends nothing"),
    ("A [slow]b [high]c[/slow] d[/high]", "[high]", "not closed before"), ("A [puase] b", "[puase]", "[pause] is one"),
    ("A [fast 99]b[/fast]", "[fast 99]", "a number of times"), ("A {Nguyen|w1n} b", "{Nguyen|w1n}", "not with 1"),
    ("A {Nguyen|/wɪ☃/} b", "{Nguyen|/wɪ☃/}", "characters that stand for no sound"),
    ('A <break time="x"/> b', '<break time="x"/>', "500ms"),
    ("<speak>A <emphasis>b</speak>", "<emphasis>", "not closed"),
    ("<speak>A <prosody rate='never'>b</prosody></speak>", "<prosody rate='never'>", "it is \"never\""),
    ("<speak>A <blink>b</blink></speak>", "<blink>", "not supported here"),
    ("<speak>A</speak></p>", "</p>", "closes nothing"),
    ('<speak><phoneme alphabet="x-sampa" ph="a">b</phoneme> c</speak>', '<phoneme alphabet="x-sampa" ph="a">', "IPA"),
    ('<speak>A <prosody rate="slow>b</prosody></speak>', '<prosody', "not complete"),
    ("<speak><voice name='Carl'>b</voice></speak>", "<voice name='Carl'>", "Nobody in the cast is called 'Carl'"),
    ("<speak><sub>b</sub></speak>", "<sub>", "alias")])
def test_what_is_wrong_is_named_at_its_place_and_not_said(text, wrong, sentence):
    document, sentences = read(text, ("Anna",))
    fault = document.faults[0]
    assert text[fault.begin: fault.end].startswith(wrong) and sentence in fault.sentence
    assert fault.sentence.endswith(".")
    said = " ".join(s.sentence.text for s in sentences)
    assert not re.search("pause|slow|high|puase|fast|emphasis|prosody|break|speak|phoneme|voice|alias|"
                         r"[<>\[\]{}|/]", said)


def test_ssml():
    text = ('<?xml version="1.0"?><speak version="1.1">Hello <break time="300ms"/> <prosody rate="slow" pitch="+2st" '
            'volume="loud">my <emphasis level="strong">dear</emphasis> friend</prosody>.\n  <!-- not said -->'
            '<p>It is <sub alias="World Wide Web">WWW</sub> &amp; <say-as interpret-as="characters">abc</say-as>, '
            '<phoneme alphabet="ipa" ph="ˈtʃeɪn">x</phoneme>.</p><voice name="Bob">Bye.</voice></speak>')
    document, sentences = read(text)
    assert not document.faults and document.voices == ("Bob",)
    words = words_of(sentences)
    assert words["friend"][0].rate == 0.75 and words["friend"][0].pitch == 2 and words["friend"][0].volume == 6
    assert words["dear"][0].emphasis == 2 and words["Hello"][0].rate == 1
    assert sentences[0].pauses == {0: (0.3, True)}
    assert sentences[1].sentence.text.startswith("It is World Wide Web and A- B C") or \
        "World Wide Web" in sentences[1].sentence.text and "ˈʧAn" in sentences[1].sentence.phonemes
    assert sentences[-1].voice == "Bob" and sentences[1].after == PARAGRAPH
    # Elements within plain text, where line breaks count; HTML alone is no SSML.
    assert ssml.is_ssml('Hello <break time="1s"/> there') and not ssml.is_ssml("<p>Hello</p> <b>there</b> a < b")


def test_text_without_marks_is_read_as_it_always_was():
    from synthesizer.text import read as read_plain
    text = ("Dr. Smith's **bold** [link](https://example.com) costs $3 (really), e.g. at 5 p.m.\n\n# Heading\n"
            "a < b, x_i and 2*3*4; see [1] or [ibid.]. C:\\dir\\*.txt")
    document = parse(text)
    assert not document.faults
    ours = [s.sentence.text for s in directed(document, text)[1]]
    assert ours == [s.text for s in read_plain(text.replace("**bold**", "bold"))]


def test_no_text_is_too_odd():
    for text in ("", "[pause 1s]", "[Anna]", "{a|b", "***", "*" * 3000, "[" * 3000, "<" * 3000, "{" * 3000 + "|",
                 "\\*no\\*", "<speak/>", "<speak>", "<break/>" * 300, "[slow]" * 300 + "a", "a [pause] [pause] b"):
        document, sentences = read(text)
        assert all(0 <= f.begin < f.end <= len(text) for f in document.faults)
        assert all(s.begin <= s.end for s in sentences)
    assert [p.seconds for p in parse("a [pause] [pause 20ms] b").parts if isinstance(p, Pause)] == [0.5, 0.02]
    assert "".join(p.text for p in parse("\\*no\\*").parts if isinstance(p, Piece)) == "\\*no\\*"


@pytest.mark.parametrize("written, symbols", [
    ("wɪn", "wˈɪn"), ("/ˈtʃeɪndʒ/", "ˈʧAnʤ"), ("ˌnjuːˈjɔːrk", "ˌnjuːˈjɔːɹk"), ("ɡoʊ", "ɡˈO")])
def test_ipa(written, symbols):
    assert from_ipa(written) == symbols


@pytest.mark.parametrize("written, symbols", [
    ("noo-YEN", "nujˈɛn"), ("WIN", "wˈɪn"), ("kay-oh-TEE", "kAOtˈi"), ("BOH-ler", "bˈOləɹ"), ("nite", "nˈIt"),
    ("SHAH mahl", "ʃˈɑ mˈɑl"), ("zhahk", "ʒˈɑk"), ("MEE-noh", "mˈinO")])
def test_respelling(written, symbols):
    assert from_respelling(written) == symbols


@pytest.mark.parametrize("written, word, made", [
    ("Mr *Nguyen* left.", 1, "Mr *{Nguyen|/wˈɪn/}* left."),
    ("Mr {Nguyen|noo-YEN} left.", 1, "Mr {Nguyen|/wˈɪn/} left."),
    ("[Anna] It cost $5.", 2, "[Anna] It cost $5."),
    ("<speak>Mr Nguyen left.</speak>", 1, '<speak>Mr <phoneme ph="wˈɪn">Nguyen</phoneme> left.</speak>'),
    ('<speak>Mr <phoneme ph="nu">Nguyen</phoneme> left.</speak>', 1,
     '<speak>Mr <phoneme ph="wˈɪn">Nguyen</phoneme> left.</speak>')])
def test_a_pronunciation_becomes_a_mark(written, word, made):
    assert with_pronunciation(written, word, "wˈɪn", ["Anna"], "en-us") == made


def test_a_marked_passage_is_read_by_its_own_language():
    text = "She said [es]buenos días[/es] and left. He paid [fr]80 €[/fr] for it."
    document, (first, second) = read(text)
    assert not document.faults and first.sentence.language == second.sentence.language == "en-us"
    assert first.sentence.phonemes == "ʃi sˈɛd bwˈenos ðˈias ænd lˈɛft."
    # All words spoken for one written word have its position.
    assert [(w.spoken, text[slice(*place)]) for w, place in zip(second.sentence.words, second.places)][2:4] == [
        ("quatre-vingts", "80 €"), ("euros", "80 €")]
    assert [text[s.begin: s.end] for s in (first, second)] == [text[:39], text[40:]]


def test_whole_sentences_in_a_language_of_their_own_are_sentences_of_it():
    text = "[de]Guten Morgen.[/de] Then he went home.\n\n[zh]你好[/zh]\n\nDone."
    assert [(s.sentence.language, text[s.begin: s.end]) for s in read(text)[1]] == [
        ("de", "[de]Guten Morgen.[/de]"), ("en-us", "Then he went home."), ("zh", "[zh]你好[/zh]"), ("en-us", "Done.")]


def test_ssml_names_languages():
    text = ('<speak><p xml:lang="es-MX">Hola a todos.</p><p>Then <lang xml:lang="fr-FR">je ne sais quoi</lang>, '
            '<lang xml:lang="tlh">Qapla</lang> and <lang xml:lang="en-GB">tomato</lang>.</p></speak>')
    document, sentences = read(text)
    assert [s.sentence.language for s in sentences] == ["es", "en-us"]
    assert "ʒə nə sˈɛ kwˈa" in sentences[1].sentence.phonemes and "təmˈɑːtQ" in sentences[1].sentence.phonemes
    (fault,) = document.faults
    assert "tlh" in fault.sentence and text[fault.begin: fault.end] == '<lang xml:lang="tlh">'
    assert ssml.is_ssml('Then <lang xml:lang="fr">oui</lang>.') and not ssml.is_ssml("<lang>C</lang>")


@pytest.mark.parametrize(("text", "said"), [
    ("He said that [it] was fine.", "He said that (it) was fine."), ("[/es]Yes.", "Yes."), ("[Es] ist", "ist")])
def test_codes_in_brackets_that_open_nothing_are_text(text, said):
    assert said in " ".join(s.sentence.text for s in read(text, ("Es",))[1])


def test_the_end_of_a_passage_is_missed():
    (fault,) = read("Hello [es]hola.")[0].faults
    assert "[/es]" in fault.sentence


def test_a_language_that_is_not_known_is_refused():
    def refuse(codes):
        raise ValueError(sorted(codes))
    text = "She said [es]buenos días[/es]. [it]Ciao.[/it]"
    with pytest.raises(ValueError, match="en-us.*es"):
        directed(parse(text), text, check=refuse)
