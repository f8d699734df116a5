import shutil
import threading
import time

import numpy as np
import pytest

from audio.denoise import reduce_noise
from audio.errors import Cancelled
from audio.files import load, save
from audio.signal import resample
from toolbox.core.library.importing import embed_speed, import_folder, listen_again
from toolbox.core.library.library import Library
from toolbox.core.processes.importer import ImportProcess


@pytest.fixture
def speech(tmp_path, voices):
    """Return a folder with two files for each speaker, one that is no sound file, and one without speech."""
    folder = tmp_path / "speech"
    for name, path in voices.items():
        (folder / name).mkdir(parents=True)
        shutil.copy(path, folder / name / "a.flac")
        wav, rate = load(path)
        save(folder / name / "b.wav", wav[: 4 * rate], rate)
    (folder / "Clara" / "broken.wav").write_bytes(b"no sound at all")
    save(folder / "Edwin" / "silent.wav", np.zeros(32_000, np.float32), 16_000)
    return folder


def test_a_folder_is_listed_where_it_is(tmp_path, speech, voices, encoder):
    shares = []
    library = Library(tmp_path / "library")
    report = import_folder(library, speech, lambda share, what: shares.append(share), encoder=encoder)
    assert report.layout == "folders" and report.added == 8 and report.speakers == 4 and report.known == 0
    assert shares == sorted(shares) and shares[-1] == 1 and report.took > 0
    reasons = dict(report.refused)
    assert len(reasons) == 2 and "0.0 s of speech" in reasons[str(speech / "Edwin" / "silent.wav")]
    assert "cannot be read" in reasons[str(speech / "Clara" / "broken.wav")]
    library.close()
    library = Library(tmp_path / "library")
    found = {r.file: r for r in library.rows() if r.source == "folders"}
    assert len(found) == 8 and list((library.folder / "recordings").iterdir()) == []
    assert report.seconds == pytest.approx(sum(r.seconds for r in found.values()))
    ids, embeddings = library.embeddings()
    for name in voices:
        recording = found[str(speech / name / "a.flac")]
        # As a voice is learnt, but for bfloat16 where the processor has it.
        assert recording.speaker == name and library.is_brief(recording.id)
        wav, rate = load(voices[name])
        quiet = reduce_noise(resample(wav, rate, 24_000), 24_000)
        assert embeddings[ids.index(recording.id)] @ encoder.embed(quiet, 24_000) > 0.998


def test_pitch_and_statistics_are_nearly_those_of_enrolling(tmp_path, speech, guessed, encoder):
    library = Library(tmp_path / "library")
    import_folder(library, speech, encoder=encoder)
    found = {r.file: r for r in library.rows()}
    for name, enrolled in guessed.items():
        recording = found[str(speech / name / "a.flac")]
        voice = library.voice(recording.id)
        assert abs(12 * np.log2(recording.pitch / enrolled.mean_f0)) < 3
        assert voice.mean_f0 == pytest.approx(recording.pitch)
        assert np.allclose(voice.statistics[2:], enrolled.statistics[2:], atol=1e-3)
        assert voice.seconds == pytest.approx(enrolled.seconds, abs=0.1)


def test_a_second_import_passes_over_what_is_known(tmp_path, speech, encoder):
    library = Library(tmp_path / "library")
    import_folder(library, speech, encoder=encoder)
    again = import_folder(library, speech, encoder=encoder)
    assert (again.added, again.known, len(again.refused), again.seconds) == (0, 8, 2, 0)
    wav, rate = load(speech / "Clara" / "b.wav")
    save(speech / "Clara" / "b.wav", wav[: 3 * rate], rate)
    save(speech / "Clara" / "broken.wav", wav, rate)  # mended
    again = import_folder(library, speech, encoder=encoder)
    assert (again.added, again.known, len(again.refused)) == (2, 7, 1)
    assert len([r for r in library.rows() if r.source]) == 4 + 9
    library.close()
    assert {r.seconds for r in Library(tmp_path / "library").rows() if r.file.endswith("b.wav")} == {3.0, 4.0}


def test_names_that_are_not_utf_8_stop_nothing(tmp_path, voices, encoder):
    folder = tmp_path / "speech" / "Zo\udceb"
    try:
        folder.mkdir(parents=True)
        for name in ("a.flac", "caf\udce9.flac"):
            shutil.copy(voices["Clara"], folder / name)
        (folder / "\udcff.wav").write_bytes(b"no sound")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system has no such names")
    library = Library(tmp_path / "library")
    report = import_folder(library, folder.parent, encoder=encoder)
    assert report.added == 2 and len(report.refused) == 1 and report.refused[0][1].isprintable()
    library.close()
    library = Library(tmp_path / "library")
    found = [r for r in library.rows() if r.source == "folders"]
    assert {r.speaker for r in found} == {"Zoë"} and all(library.path(r).exists() for r in found)
    again = import_folder(library, folder.parent, encoder=encoder)
    assert (again.added, again.known, len(again.refused)) == (0, 2, 1)


def test_cancelled_it_keeps_what_was_listed_and_goes_on(tmp_path, speech, encoder):
    for number in range(40):
        shutil.copy(speech / "Clara" / "b.wav", speech / "Clara" / f"{number}.wav")
    library, asked, stop = Library(tmp_path / "library"), [], threading.Event()

    def cancelled():
        asked.append(time.perf_counter())
        return stop.is_set()

    with pytest.raises(Cancelled):
        import_folder(library, speech, lambda share, what: share and stop.set(), cancelled, encoder, workers=2)
    before = len(library.rows())
    assert 4 < before < 40
    report = import_folder(library, speech, encoder=encoder)
    assert report.known == before - 4 and report.known + report.added == 48
    with pytest.raises(Cancelled):
        import_folder(Library(tmp_path / "another"), speech, cancelled=lambda: True, encoder=encoder)
    assert len(asked) > 2


def test_a_data_set_brings_sex_source_and_licence(tmp_path, voices, encoder):
    place = tmp_path / "LibriSpeech" / "dev-clean" / "84" / "121"
    place.mkdir(parents=True)
    shutil.copy(voices["Clara"], place / "84-121-0000.flac")
    (place / "84-121.trans.txt").write_text("84-121-0000 GO\n")
    (tmp_path / "LibriSpeech" / "SPEAKERS.TXT").write_text("84 | F | dev-clean | 8 | Christie\n")
    library = Library(tmp_path / "library")
    assert import_folder(library, tmp_path, encoder=encoder).layout == "LibriSpeech"
    row = next(r for r in library.rows() if r.speaker == "librispeech-84")
    assert (row.sex, row.source, row.licence) == ("F", "LibriSpeech", "CC BY 4.0")


def test_voices_of_another_encoder_are_learnt_again(tmp_path, encoder):
    library = Library(tmp_path / "library")
    library.add(library.write_recording(np.zeros(32_000, np.float32), 16_000, "Nobody"))
    library.change("clara", region=(1.0, 4.0))
    refused = listen_again(library, encoder=encoder)
    assert [library.recordings[i].speaker for i, _ in refused] == ["Nobody"] and "of speech" in refused[0][1]
    assert set(library.voices()) == {"clara", "edwin", "hester", "silas"} and library.voice("clara").seconds <= 3
    assert library.use_encoder("another") and library.voices() == {}
    listen_again(library, encoder=encoder)
    assert library.encoder == encoder.name and len(library.embeddings()[0]) == 4


def test_speed_counts_what_was_listened_to(voices, clips, encoder):
    seconds, took = embed_speed(list(voices.values()), encoder)
    assert seconds == pytest.approx(sum(len(wav) / rate for wav, rate in clips.values())) and took > 0


def test_in_a_process_of_its_own(tmp_path, speech):
    library, process = Library(tmp_path / "library"), ImportProcess()
    request = {"library": str(library.folder), "folder": str(speech)}
    events = list(process.run(1, "import_folder", request))
    assert events[-1][0] == "done" and events[-1][1].added == 8
    assert {name for name, _ in events[:-1]} == {"progress"}
    assert len(library.refresh()) == 8 and len(library.embeddings()[0]) == 8
    name, (sentence, _) = list(process.run(2, "import_folder", request | {"folder": str(tmp_path / "no")}))[-1]
    process.stop()
    assert name == "failed" and sentence.endswith("no is not a folder.")
