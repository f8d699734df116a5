"""Chinese as it is read aloud: numbers and names of every kind, and the phonemes of words."""

import subprocess
import sys
from pathlib import Path

import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesizer.text import encode, normalize, read
from synthesizer.text.zh.normalise import normalise
from synthesizer.text.zh.numbers import cardinal

CASES = tables.rows("zh.tsv")


def test_what_is_written_is_what_is_said():
    tables.check(CASES, lambda written: normalize(written, "zh"))


def test_phonemes_are_those_that_the_teacher_was_trained_on():
    tables.check(tables.rows("zh-phonemes.tsv"),
                 lambda text: " ".join(sentence.phonemes for sentence in read(text, "zh", max_chars=500)))


def test_each_word_keeps_what_is_written():
    (sentence,) = read("我买了2公斤苹果和iPhone 15。", "zh")
    assert sentence.language == "zh"
    assert [(word.written, word.spoken) for word in sentence.words] == [
        ("我", "我"), ("买", "买"), ("了", "了"), ("2", "两"), ("公斤", "公斤"), ("苹果", "苹果"), ("和", "和"),
        ("iPhone", "iPhone"), ("15", "十五")]


def test_names_in_latin_letters_are_said_in_english():
    words = {word.spoken: word for word in read("他在Microsoft工作。", "zh")[0].words}
    assert words["Microsoft"].phonemes == read("Microsoft", "en-us")[0].words[0].phonemes


def test_other_scripts_are_named_and_left_out():
    (sentence,) = read("他说привет。", "zh")
    assert sentence.unpronounced == ("привет",)
    assert sentence.phonemes == "tʰa→ ʂwo→."


def test_a_dictionary_comes_before_everything():
    (sentence,) = read("重庆很大。", "zh", dictionary={"重庆": "ꭧʰʊ↗ŋʨʰi↘ŋ"})
    assert sentence.words[0].source == "dictionary"


@given(st.integers(0, 10 ** 16 - 1))
@settings(max_examples=300, deadline=None)
def test_numerals_mean_their_number(number):
    assert value_of(cardinal(number)) == number


def value_of(said):
    """Evaluate a Chinese numeral."""
    said = said.replace("两", "二").replace("零", "")
    for sign, unit in (("万亿", 10 ** 12), ("亿", 10 ** 8), ("万", 10 ** 4), ("千", 1000), ("百", 100), ("十", 10)):
        if sign in said:
            head, tail = said.split(sign, 1)
            return (value_of(head) if head else 1) * unit + value_of(tail)
    return "零一二三四五六七八九".index(said) if said else 0


PIECES = sorted({piece for written, _ in CASES for piece in (written, written[3:9], written[-7:])})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=6).map("".join))
def test_any_text_can_be_read(text):
    assert all(token.spoken for token in normalise(text))
    for sentence in read(text, "zh"):
        encode(sentence.phonemes)
        solid = "".join(sentence.text.split())
        for word in sentence.words:
            assert "".join(word.spoken.split()) in solid


def test_chinese_without_latin_letters_does_not_load_english():
    code = ("import sys; from synthesizer.text import read; read('今天天气很好，气温25°C。', 'zh');"
            "sys.exit('synthesizer.text.en.normalise' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0
