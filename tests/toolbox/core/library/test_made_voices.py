"""Voices without a recording, consent, and voices in files."""

import csv
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest
from rows import make_recording, make_take, make_voice, reopened

from audio.errors import AudioError
from audio.files import save
from toolbox.core.cloning.voice import Voice, blend
from toolbox.core.library.exporting import export_voices
from toolbox.core.library.importing import listen_again
from toolbox.core.library.library import Library


@pytest.fixture
def library(tmp_path):
    library = Library(tmp_path / "library")
    library.use_encoder("ge2e-1")
    return library


def test_a_voice_that_names_its_encoder_is_there_before_any_model_is_loaded(tmp_path):
    library, spot = Library(tmp_path), replace(make_voice(1, 180.0), encoder="ge2e-1")
    made = library.add_voice(spot)
    assert library.voice(made.id).key == spot.key and not library.use_encoder("ge2e-1")
    library.use_encoder("ge2e-2")  # the profile's networks do not know it
    assert library.voice(made.id) is None


def test_a_made_voice_lives_like_any_other(library):
    spot = make_voice(1, 180.0, name="spot", adapted=np.ones((6, 192), np.float32), synthesizer="parallel-1",
                      consent="sample")
    made = library.add_voice(spot, "a spot of the map")
    library.change(made.id, speaker="Nobody", tags=("warm",), starred=True, sex="F")
    again = reopened(library)
    assert again.recordings == library.recordings and again.recordings[made.id].made and again.strangers() == []
    row = again.recordings[made.id]
    assert (row.speaker, row.seconds, row.source, row.consent) == ("Nobody", 0.0, "a spot of the map", "sample")
    assert row.pitch == pytest.approx(180) and next(iter(again.speakers())) == "Nobody"
    voice = again.voice(made.id)
    assert voice.name == "Nobody" and voice.key == spot.key and np.array_equal(voice.adapted, spot.adapted)
    assert voice.adapted_to("parallel-1", (6, 192)) is voice.adapted and again.embeddings()[0] == [made.id]
    assert voice.adapted_to("parallel-2", (6, 192)) is voice.adapted_to("parallel-1", (4, 192)) is None
    again.change(made.id, deleted=True)
    assert again.embeddings()[0] == [] and made.id not in [r.id for r in again.rows()]
    again.change(made.id, deleted=False)
    assert made.id in reopened(again).recordings
    again.change(made.id, deleted=True)
    assert made.id not in reopened(again).recordings


def test_a_made_voice_has_no_sound_and_is_not_listened_to(library, encoder):
    library.use_encoder(encoder.name)
    made = library.add_voice(make_voice(1, name="Nobody"))
    for refused in (library.path, library.read_recording):
        with pytest.raises(AudioError, match="'Nobody' has no recording"):
            refused(made)
    with pytest.raises(AudioError, match="no part"):
        library.change_all(["clara", made.id], region=(0.0, 1.0))
    assert library.recordings["clara"].region is None
    assert made.id not in [r.id for r in library.unlearnt()]
    assert listen_again(library, encoder=encoder) == [] and library.voice(made.id).key == make_voice(1).key


def test_voices_opened_before_any_model_belong_to_the_first(tmp_path):
    library = Library(tmp_path)
    make_voice(1).save(tmp_path / "old.voice")
    made = library.import_voice(tmp_path / "old.voice")
    library.use_encoder("ge2e-1")
    assert library.voice(made.id).encoder == "ge2e-1"


def test_a_voice_travels_in_a_file(library, tmp_path):
    anna = make_recording(library)
    library.keep_voice(anna.id, make_voice(2, second=np.full(192, 192 ** -0.5, np.float32)))
    library.keep_adapted(anna.id, np.full((6, 192), 0.5, np.float32), "parallel-1")
    library.change(anna.id, consent="agreed", consent_note="Anna, 3 May: for the play")
    library.export_voice(anna.id, tmp_path / "anna.voice")
    with pytest.raises(AudioError, match="'Clara' has not been analysed yet"):
        library.export_voice("clara", tmp_path / "clara.voice")
    theirs = Library(tmp_path / "theirs")
    theirs.use_encoder("ge2e-1")
    opened = theirs.import_voice(tmp_path / "anna.voice")
    assert (opened.speaker, opened.source, opened.consent) == ("Anna", "recorded here", "agreed")
    assert opened.consent_note == "Anna, 3 May: for the play" and opened.made
    ours, voice = library.voice(anna.id), theirs.voice(opened.id)
    assert voice.key == ours.key and np.array_equal(voice.adapted, ours.adapted)
    assert voice.synthesizer == "parallel-1" and voice.seconds == ours.seconds
    # "It is mine" is the sender's answer, not that of whoever opens the file.
    library.change(anna.id, consent="own")
    library.export_voice(anna.id, tmp_path / "mine.voice")
    assert theirs.import_voice(tmp_path / "mine.voice").consent is None
    # Learnt again, it is another voice, to which nothing is adapted.
    library.keep_voice(anna.id, make_voice(3))
    assert library.voice(anna.id).adapted is None
    library.use_encoder("ge2e-2")
    with pytest.raises(AudioError, match="another speaker encoder \\(ge2e-1\\)"):
        library.import_voice(tmp_path / "anna.voice")


def test_files_and_voices_are_imported_together_and_every_refusal_is_reported(library, tmp_path, voices):
    make_voice(1, name="Spot").save(tmp_path / "spot.voice")
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    (tmp_path / "empty.flac").write_bytes(b"")
    (tmp_path / "foreign.voice").write_bytes(b"foreign content" * 9)
    paths = [tmp_path / "broken.wav", voices["Clara"], tmp_path / "empty.flac", tmp_path / "spot.voice",
             tmp_path / "foreign.voice", tmp_path / "none.wav"]
    shares = []
    recordings, refused = library.import_files(paths, lambda share, name: shares.append(share))
    assert [r.speaker for r in recordings] == ["clara", "Spot"] and shares == sorted(shares) and shares[-1] == 1
    assert [path for path, _ in refused] == [str(paths[i]) for i in (0, 2, 4, 5)]
    assert all(path in reason for path, reason in refused)
    assert set(reopened(library).recordings) >= {r.id for r in recordings}


def test_what_is_no_use_is_not_listened_to_at_every_start(library, tmp_path, encoder):
    save(tmp_path / "silent.wav", np.zeros(32_000, np.float32), 16_000)
    (silent,), _ = library.import_files([tmp_path / "silent.wav"])
    library.use_encoder(encoder.name)
    (name, reason), = listen_again(library, encoder=encoder)
    assert name == silent.id and library.recordings[name].refused == reason
    again = reopened(library)
    assert again.unlearnt() == [] and listen_again(again, encoder=encoder) == []
    assert again.recordings[name].refused == reason and len(again.rows()) == 5
    again.change(name, region=(0.0, 1.5))  # another part may hold speech
    assert again.unlearnt() == [again.recordings[name]] and not again.recordings[name].refused
    again.refuse(name, reason)
    again.use_encoder("another")
    assert name in [r.id for r in again.unlearnt()]


def test_a_name_that_is_not_utf_8_is_imported(library, tmp_path, voices):
    folder = tmp_path / "caf\udce9"
    try:
        folder.mkdir()
        shutil.copy(voices["Clara"], folder / "na\udcefve.flac")
        (folder / "\udcff.wav").write_bytes(b"no sound")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system has no such names")
    (recording,), ((path, reason),) = library.import_files(sorted(folder.iterdir()))
    assert recording.speaker == "naïve" and os.fsencode(path).endswith(b"\xff.wav") and reason.isprintable()
    assert reopened(library).recordings[recording.id] == recording


@pytest.mark.parametrize("name", ["../../x", "x\x00y", "\u202egnp.exe", "a" * 5_000, "\ud800", "CON", "line\nbreak",
                                  "🎉" * 50, "'; DROP TABLE recordings; --", ""])
def test_any_name_is_kept(library, name):
    anna = make_recording(library, name)
    library.change(anna.id, tags=(name,), consent_note=name)
    take = replace(make_take(), voice=name, text=name)
    library.add_take(library.write_take(take))
    library.add_voice(make_voice(name=name))
    assert library.take_path(take).resolve().parent == library.folder.resolve() / "takes"
    again = reopened(library)
    assert len(again.rows()) == 6 and not again.problem and library.read_take(again.takes[take.id]).mel is not None


def test_consent_of_a_blend_is_the_least(library):
    asked = {name: make_voice(i, consent=consent, consent_note=note) for i, (name, consent, note) in enumerate([
        ("sample", "sample", ""), ("own", "own", ""), ("agreed", "agreed", "Anna, in May"), ("unknown", None, "")])}

    def consent(*names):
        mixed = blend([asked[name] for name in names], [1] * len(names))
        return mixed.consent, mixed.consent_note

    assert consent("sample", "sample") == ("sample", "") and consent("sample", "own") == ("own", "")
    assert consent("sample", "own", "agreed") == ("agreed", "Anna, in May")
    assert consent("own", "unknown") == (None, "") and consent("unknown", "agreed") == (None, "Anna, in May")
    assert blend([replace(v, encoder="a") for v in asked.values()], [1] * 4).encoder == "a"
    assert blend([replace(asked["own"], encoder=e) for e in "ab"], [1, 1]).encoder == ""


def test_bundled_voices_need_no_consent_and_others_are_not_known(library):
    assert {r.consent for r in library.rows()} == {"sample"}
    anna = make_recording(library)
    assert anna.consent is None
    library.change(anna.id, consent="own")
    library.keep_voice(anna.id, make_voice())
    again = reopened(library)
    assert again.recordings[anna.id].consent == again.voice(anna.id).consent == "own"


def test_a_group_is_not_written_over_what_is_there(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / "Anna.voice").write_text("mine")
    for name in ("voices.csv", "Bob.voice"):
        (out / name).symlink_to(precious)
    group = [make_voice(i, name=name, consent="own") for i, name in enumerate(
        ["Anna", "anna", "Bob", "../../x", "=1+1", "con", "", "caf\udce9", "@me", "-5"])]
    assert sorted(p.name for p in export_voices(group, out)) == ["Anna.voice", "Bob.voice", "voices.csv"]
    assert (out / "Anna.voice").read_text() == "mine" and len(list(out.iterdir())) == 3
    assert export_voices(group, out, overwrite=True) == [] and precious.read_text() == "precious"
    assert {p.name for p in tmp_path.iterdir()} == {"out", "precious"}
    with open(out / "voices.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [row["name"] for row in table] == [
        "Anna", "anna", "Bob", "../../x", "'=1+1", "con", "", "café", "'@me", "-5"]
    assert [row["file"] for row in table] == ["Anna.voice", "anna 2.voice", "Bob.voice", "x.voice", "11.voice",
                                              "voice con.voice", "voice.voice", "café.voice", "me.voice", "'-5.voice"]
    assert all(Voice.load(out / row["file"].lstrip("'")).key == voice.key for row, voice in zip(table, group))
    assert export_voices([make_voice(name="Zoe")], tmp_path / "new" / "folder") == []
