"""Performed scripts: voices, pauses, emphasis, files."""

from dataclasses import replace

import numpy as np
import pytest

from audio.files import load
from audio.pitch import pitch as track
from toolbox.core.cloning.speech import Manner
from toolbox.core.script import performing, production, saying
from toolbox.core.script.subtitles import Cue

TEXT = "[Anna] We had not seen the sea [pause 0.8s] for almost a year.\n[Edwin] Nobody asked."


@pytest.fixture(scope="module")
def manners(guessed):
    made = {name: Manner(replace(guessed[speaker], name=name))
            for name, speaker in (("Anna", "Clara"), ("Edwin", "Edwin"))}
    return made | {"": made["Anna"]}


@pytest.fixture(scope="module")
def made(cloner, manners):
    return performing.perform(cloner, TEXT, manners)


def test_a_script_in_two_voices(cloner, made, manners):
    assert [p.spoken.voice for p in made.parts] == ["Anna", "Edwin"] and made.voices == ["Anna", "Edwin"]
    assert [p.text for p in made.parts] == ["We had not seen the sea for almost a year.", "Nobody asked."]
    for part, name in zip(made.parts, made.voices):
        f0 = track(part.wav, made.rate, 256)
        assert abs(np.log(np.median(f0[f0 > 0]) / manners[name].voice.mean_f0)) < 0.25
    words = {word: (begin, end) for word, begin, end in made.parts[0].words}
    assert words["for"][0] - words["sea"][1] == pytest.approx(0.8, abs=0.06)
    between = made.mix()[int((words["sea"][1] + 0.15) * made.rate): int((words["for"][0] - 0.15) * made.rate)]
    assert np.abs(between).max() < 0.02


def test_files(made, tmp_path):
    whole, = production.export(made, tmp_path / "one")
    wav, rate = load(whole)
    stems = production.export(made, tmp_path / "stems", "stems", ".flac", script="play", subtitle=".srt")
    assert [path.name for path in stems] == ["play Anna.flac", "play Edwin.flac", "play.srt"]
    apart = [load(path)[0] for path in stems[:2]]
    assert {len(x) for x in apart} == {len(wav)}
    np.testing.assert_allclose(sum(apart), wav, atol=1e-3)
    lines = production.export(made, tmp_path / "lines", "lines", ".mp3", "{number:02d}-{voice}")
    assert [path.name for path in lines] == ["01-Anna.mp3", "02-Edwin.mp3"]
    with pytest.raises(ValueError, match="fields are"):
        production.check_pattern("{nobody}")


def test_subtitles_are_said_at_their_times_or_reported(cloner, manners):
    cues = [Cue(1.0, 2.2, "We had not seen the sea.", "Anna"),
            Cue(2.3, 5.3, "Nobody on the bank looked up, and nobody waved.", "Edwin"), Cue(9.0, 10.0, "Yes.", "Anna")]
    made = performing.perform_cues(cloner, cues, manners)
    assert [round(p.spoken.begin, 2) for p in made.parts][::2] == [1.0, 9.0]
    assert made.warnings == () and made.seconds >= 9.5
    # What outlasts its own time is reported even where nothing follows at once.
    short = performing.perform_cues(cloner, [replace(cues[1], end=2.7), cues[2]], manners)
    assert "Subtitle 1 ('Nobody on the bank" in short.warnings[0] and short.parts[1].spoken.begin == 9.0
    cramped = [cues[0], cues[1], Cue(2.8, 3.3, "Yes.", "Anna")]
    made = performing.perform_cues(cloner, cramped, manners)
    assert "Subtitle 2 ('Nobody on the bank" in made.warnings[0] and made.parts[2].spoken.begin > 2.8


def test_text_without_marks_sounds_as_it_does_without_this_room(cloner, manners):
    text = "The boat drifted slowly past the old mill."
    ours = np.concatenate([c.wav for c in saying.stream(cloner, text, manners, seed=4)])
    np.testing.assert_array_equal(ours, cloner.say(manners[""].voice, text, seed=4).wav)


def test_emphasis_is_heard(cloner, manners):
    """Measured on the waveform, it is at least 15 % longer and louder, and higher."""
    longer, louder, wider = [], [], []
    for text, word in (("He never wanted to go there.", "never"), ("My sister bought the red car.", "red"),
                       ("We will meet on Monday morning.", "Monday")):
        sound = []
        for written in (text, text.replace(word, f"*{word}*")):
            part, = performing.perform(cloner, written, manners, seed=2).parts
            _, begin, end = next(w for w in part.words if w[0] == word)
            wav = part.wav[int(begin * cloner.rate): int(end * cloner.rate)]
            f0 = track(part.wav, cloner.rate, 256)[int(begin * cloner.rate / 256): int(end * cloner.rate / 256)]
            sound.append((end - begin, wav.std(), np.percentile(np.log2(f0[f0 > 0]), 90) * 12))
        longer.append(sound[1][0] / sound[0][0])
        louder.append(sound[1][1] / sound[0][1])
        wider.append(sound[1][2] - sound[0][2])
    assert min(longer) > 1.15 and np.mean(louder) > 1.15 and np.mean(wider) > 1.5
