"""Projects: what they keep, how they are written, and what is refused."""

import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from audio.errors import AudioError
from synthesizer.reading import Reading, Word
from toolbox.core.cloning.voice import Voice
from toolbox.core.library.records import new_id
from toolbox.core.workshop.project import CastEntry, Project, Sentence, SentenceTake
from toolbox.core.workshop.store import Store

READING = Reading("one two.", "aa bb.", (Word("one", 0, 2), Word("two", 3, 5)), step=0.02,
                  durations=np.full(8, 0.1), pitch=np.linspace(0, 1, 40), voicing=np.ones(40))


def take(number, **changes):
    return SentenceTake(f"{number:012x}", READING, READING, "Anna", ("anna-1",), seed=number, seconds=0.8, **changes)


@pytest.fixture
def project():
    edited = replace(take(2), reading=replace(READING, pitch=READING.pitch + 2), lost=(1,), starred=True)
    sentences = (Sentence(f"{10:012x}", "One *two*.", "Anna", 0.3, (take(1), edited), 1),
                 Sentence(f"{11:012x}", "Three."))
    return replace(Project.new("A play", "One *two*. Three."), cast={"Anna": CastEntry(("anna-1",), 1.1, -2.0)},
                   sentences=sentences)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_a_project_is_kept_and_listed(project, store, tmp_path):
    assert store.list() == []
    store.save(project)
    store.keep_sound(project.id, project.sentences[0].take.id, np.full(2400, 0.25, np.float32), 24_000)
    assert Store(tmp_path).open(project.id) == project
    assert [(p.id, p.name) for p in store.list()] == [(project.id, "A play")]
    assert len(store.read_sound(project.id, project.sentences[0].take.id)[0]) == 2400
    assert project.sentences[0].take.edited and not project.sentences[0].takes[0].edited
    store.keep_sound(project.id, "f" * 12, np.zeros(10, np.float32), 24_000)
    store.remove_unused(project)
    with pytest.raises(AudioError):
        store.read_sound(project.id, "f" * 12)
    assert store.read_sound(project.id, project.sentences[0].take.id)
    with pytest.raises(AudioError, match="no such project"):
        store.open("0" * 12)


def test_of_a_project_only_what_changed_is_encoded_again(project, store):
    store.save(project)
    first = dict(store._encoded)
    changed = project.changed(replace(project.sentences[1], text="Four.", pause=0.5))
    store.save(changed)
    assert store.open(project.id) == changed
    assert [store._encoded[s.id] is first[s.id] for s in project.sentences] == [True, False]
    fewer = replace(project, sentences=project.sentences[:1], lead=1.5)
    store.save(fewer)
    assert store.open(project.id) == fewer and len(store._encoded) == 1


def test_a_sentence_is_changed_in_the_text_as_well(project):
    one = project.sentences[1]
    made = project.changed(replace(one, text="Four and five."))
    assert made.text == "One *two*. Four and five." and project.text == "One *two*. Three."
    assert made.changed(replace(one, id="a" * 12)) is made
    again = one.with_take(take(3)).with_take(take(4))
    assert again.take.seed == 4 and again.replacing(take(5)).takes == (take(3), take(5))


def test_one_file_for_another_machine(project, store, tmp_path):
    store.save(project)
    for sentence_take in project.sentences[0].takes:
        store.keep_sound(project.id, sentence_take.id, np.full(2400, 0.25, np.float32), 24_000)
    embedding = np.full(256, 1 / 16, np.float32)
    voice = Voice("Anna", embedding, np.zeros(231, np.float32), 5.0, consent="agreed")
    store.export(project, tmp_path / "play.project", {"anna-1": voice})
    other = Store(tmp_path / "other")
    (tmp_path / "other").mkdir()
    opened, voices = other.take_in(tmp_path / "play.project")
    assert replace(opened, id=project.id) == project and opened.id != project.id
    assert voices["anna-1"].consent == "agreed" and voices["anna-1"].name == "Anna"
    assert len(other.read_sound(opened.id, project.sentences[0].take.id)[0]) == 2400
    assert sorted(p.name for p in (other.folder / opened.id).iterdir()) == ["project.json", "sounds"]
    with pytest.raises(AudioError, match="must end in"):
        store.export(project, tmp_path / "play.zip", {})


def test_a_file_that_is_no_project_is_refused_and_nothing_is_left_outside(project, store, tmp_path):
    good = json.dumps(project.to_dict())
    for name, entries, sentence in (
            ("a", {"../evil.flac": b"x", "project.json": good}, "it holds '../evil.flac'"),
            ("b", {"project.json": "{}"}, "damaged"), ("c", {"sounds/000000000001.flac": b"x"}, "project.json"),
            ("d", {"project.json": good, "sounds/000000000001.flac": b"no sound"}, "000000000001.flac"),
            ("e", {"project.json": good.replace('"chosen": 1', '"chosen": 7')}, "chosen no take"),
            ("f", {"project.json": good.replace('"speed": 1.1', '"speed": NaN')}, "not a number"),
            ("g", {"project.json": good.replace(f'"{10:012x}"', '"../../x"')}, "is not an id"),
            ("h", {"project.json": good, "voices/x.voice": b"no voice"}, "no saved voice|not a saved voice")):
        path = tmp_path / f"{name}.project"
        with zipfile.ZipFile(path, "w") as file:
            for entry, content in entries.items():
                file.writestr(entry, content)
        with pytest.raises(AudioError, match=sentence):
            store.take_in(path)
    assert not (tmp_path / "evil.flac").exists() and store.list() == []
    (tmp_path / "x.project").write_bytes(b"PK no zip")
    with pytest.raises(AudioError, match="is not a project"):
        store.take_in(tmp_path / "x.project")


def test_damaged_projects_get_a_sentence_and_leave_nothing(project, store, tmp_path):
    path = tmp_path / "play.project"
    store.keep_sound(project.id, project.sentences[0].take.id, np.zeros(2400, np.float32), 24_000)
    store.export(project, path, {})
    whole = path.read_bytes()
    before = {p.name for p in store.folder.iterdir()}
    for place in range(30, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5E]) + whole[place + 1:])
        try:
            opened, _ = store.take_in(path)
            before.add(opened.id)
        except AudioError as error:
            assert str(error).endswith(".")
    assert {p.name for p in store.folder.iterdir()} == before


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "projects").touch()
    store, project = Store(tmp_path), Project.new("A", "Good morning.")
    for write in (lambda: store.save(project), lambda: store.keep_sound(project.id, new_id(), np.zeros(9), 24_000)):
        with pytest.raises(AudioError, match="cannot be written: .+[.]$"):
            write()
