import json

import pytest

from corpus.readers import read, read_real, read_virtual, recognise

VIRTUAL = [
    {"id": f"s{speaker:04d}_00", "file": f"virtual/s{speaker:04d}_00.opus", "speaker": speaker, "text": "Hi.",
     "phonemes": "hˈI.", "durations": [10, 2, 1, 3, 4, 5], "samples": 15_000, "speed": 1.0}
    for speaker in (0, 7, 17, 70, 71)]
REAL = [
    {"id": "a", "file": "real/a.opus", "speaker": "19", "split": "train", "base": "One two.", "disagree": 0.01},
    {"id": "b", "file": "real/b.opus", "speaker": "19", "split": "train", "base": "Three four.", "disagree": 0.4},
    {"id": "c", "file": "real/c.opus", "speaker": "20", "split": "dev", "base": "Five six.", "disagree": 0.4,
     "sex": "F"},
    {"id": "d", "file": "real/d.opus", "speaker": "21", "split": "train", "text": "SEVEN", "base": "x", "disagree": 1},
    {"id": "e", "file": "real/e.opus", "speaker": "21", "split": "train", "base": "Nobody asked."},
]


@pytest.fixture
def corpus(tmp_path):
    for name, rows in (("virtual", VIRTUAL), ("real", REAL)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def test_virtual_speakers(corpus):
    read = read_virtual(corpus)
    assert [u.speaker for u in read] == [f"virtual-{s}" for s in (0, 7, 17, 70, 71)]
    assert [u.held_out for u in read] == [False, True, True, False, False]
    for utterance in read:
        assert utterance.path == corpus / "virtual" / f"{utterance.id}.opus"
        assert utterance.phonemes == "hˈI." and utterance.text == "Hi."
        assert len(utterance.boundaries) == len(utterance.phonemes) + 3
        # 25 units are 15,000 samples at 24 kHz: 25 ms a unit.
        assert utterance.boundaries == pytest.approx([0, 0.25, 0.3, 0.325, 0.4, 0.5, 0.625])


def test_real_speakers_and_whom_to_trust(corpus):
    read = {u.id: u for u in read_real(corpus)}
    assert {i: u.text for i, u in read.items()} == {"a": "One two.", "b": "", "c": "Five six.", "d": "SEVEN", "e": ""}
    assert {i for i, u in read.items() if u.held_out} == {"c"} and read["c"].sex == "F" and read["a"].sex == ""
    assert read["d"].speaker == "librispeech-21" and read["d"].path == corpus / "real" / "d.opus"
    assert all(not u.boundaries and not u.phonemes for u in read.values())


def write(folder, files):
    """Create files with these texts; the readers use only names and tables."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def found(utterances):
    return {u.id: (u.speaker, u.sex, u.text) for u in utterances}


LIBRISPEECH = {
    "SPEAKERS.TXT": ";ID  |SEX| SUBSET |MINUTES| NAME\n19 | F | train-clean-100 | 25.19 | Kara\n"
                    "26 | M | dev-clean | 25.08 | Denny | or so\n",
    "train-clean-100/19/198/19-198.trans.txt": "19-198-0000 NORTHANGER ABBEY\n19-198-0001 THIS LITTLE WORK\n",
    "train-clean-100/19/198/19-198-0000.flac": "", "train-clean-100/19/198/19-198-0001.flac": "",
    "dev-clean/26/495/26-495.trans.txt": "26-495-0000 THE\n", "dev-clean/26/495/26-495-0000.flac": "",
    "dev-clean/26/495/26-495-0001.flac": "",
}


@pytest.mark.parametrize("named", ["", "LibriSpeech", "LibriSpeech/train-clean-100"])
def test_librispeech(tmp_path, named):
    write(tmp_path / "LibriSpeech", LIBRISPEECH)
    layout, utterances = read(tmp_path / named)
    assert layout == "LibriSpeech" and all(u.path.exists() for u in utterances)
    wanted = {"librispeech-19-198-0000": ("librispeech-19", "F", "NORTHANGER ABBEY"),
              "librispeech-19-198-0001": ("librispeech-19", "F", "THIS LITTLE WORK"),
              "librispeech-26-495-0000": ("librispeech-26", "M", "THE"),
              "librispeech-26-495-0001": ("librispeech-26", "M", "")}
    if named.endswith("100"):
        wanted = {name: row for name, row in wanted.items() if row[0] == "librispeech-19"}
    assert found(utterances) == wanted


@pytest.mark.parametrize("table", [{"speakers.tsv": "READER\tGENDER\tSUBSET\tNAME\n14\tF\tdev\tKristin\n"},
                                   {"SPEAKERS.txt": ";ID|SEX|...\n14 | F | dev | 25 | Kristin\n"}])
def test_libritts(tmp_path, table):
    write(tmp_path, table | {"dev-clean/14/208/14_208_000001_000000.wav": "",
                             "dev-clean/14/208/14_208_000001_000000.normalized.txt": "Chapter one.",
                             "dev-clean/14/208/14_208_000001_000000.original.txt": "Chapter 1."})
    layout, utterances = read(tmp_path)
    assert layout == "LibriTTS"
    assert found(utterances) == {"libritts-14_208_000001_000000": ("libritts-14", "F", "Chapter one.")}


@pytest.mark.parametrize("sounds, number", [("wav48_silence_trimmed/p225/p225_001_mic1.flac", "p225"),
                                            ("wav48/p225/p225_001.wav", "225")])
def test_vctk(tmp_path, sounds, number):
    write(tmp_path, {"speaker-info.txt": f"ID  AGE  GENDER  ACCENTS  REGION\n{number}  23  F  English  Southern\n",
                     sounds: "", sounds.replace("mic1", "mic2"): "", "txt/p225/p225_001.txt": "Please call Stella.\n"})
    layout, utterances = read(tmp_path)
    assert layout == "VCTK" and len(utterances) == 1 and utterances[0].path == tmp_path / sounds
    assert found(utterances) == {"vctk-p225_001": ("vctk-p225", "F", "Please call Stella.")}


def test_voxceleb_1(tmp_path):
    write(tmp_path, {"vox1_meta.csv": "VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\n"
                                      "id10001\tA.J._Buckley\tm\tIreland\tdev\n",
                     "dev/wav/id10001/1zcIwhmdeo4/00001.wav": "", "test/wav/id10270/5r0dWxy17C8/00001.wav": ""})
    layout, utterances = read(tmp_path)
    assert layout == "VoxCeleb 1"
    assert found(utterances) == {"voxceleb1-id10001-1zcIwhmdeo4-00001": ("voxceleb1-id10001", "M", ""),
                                 "voxceleb1-id10270-5r0dWxy17C8-00001": ("voxceleb1-id10270", "", "")}


def test_voxceleb_2(tmp_path):
    write(tmp_path, {"vox2_meta.csv": "VoxCeleb2 ID ,VGGFace2 ID ,Gender ,Set\nid00012 ,n000012 ,f ,dev\n",
                     "dev/aac/id00012/21Uxsk56VDQ/00001.m4a": ""})
    layout, utterances = read(tmp_path)
    assert layout == "VoxCeleb 2"
    assert found(utterances) == {"voxceleb2-id00012-21Uxsk56VDQ-00001": ("voxceleb2-id00012", "F", "")}


ROWS = ("client_id\tpath\tsentence\tage\tgender\n"
        f"{'ab' * 64}\tcommon_voice_en_1.mp3\tHe said \"no.\ttwenties\tfemale_feminine\n"
        f"{'cd' * 64}\tcommon_voice_en_2.mp3\tYes.\t\t\n")


@pytest.mark.parametrize("tables", [{"validated.tsv": ROWS, "train.tsv": ROWS}, {"train.tsv": ROWS}])
def test_common_voice(tmp_path, tables):
    write(tmp_path / "en", tables | {f"clips/common_voice_en_{i}.mp3": "" for i in (1, 2, 3)})
    layout, utterances = read(tmp_path)
    assert layout == "Common Voice" and len(utterances) == 2
    assert found(utterances) == {"commonvoice-common_voice_en_1": ("commonvoice-abababababab", "F", 'He said "no.'),
                                 "commonvoice-common_voice_en_2": ("commonvoice-cdcdcdcdcdcd", "", "Yes.")}


@pytest.mark.parametrize(("folder", "locale", "accents", "language"), [
    ("es", "", "", "es"), ("zh-CN", "zh-CN", "", "zh"), ("en", "en", "England English", "en-gb"),
    ("en", "en", "United States English", "en-us"), ("pt", "pt", "", "pt"), ("nl", "nl", "", "nl")])
def test_common_voice_tells_its_language(tmp_path, folder, locale, accents, language):
    table = ("client_id\tpath\tsentence\taccents\tlocale\n"
             f"{'ab' * 64}\tcommon_voice_1.mp3\tSí.\t{accents}\t{locale}\n")
    write(tmp_path / folder, {"validated.tsv": table, "clips/common_voice_1.mp3": ""})
    assert [u.language for u in read(tmp_path)[1]] == [language]


@pytest.mark.parametrize("named", ["", "mls_german_opus", "mls_german_opus/train"])
def test_multilingual_librispeech(tmp_path, named):
    write(tmp_path / "mls_german_opus", {
        "metainfo.txt": " SPEAKER   |   GENDER   |  PARTITION\n 100 | F | train\n 200 | M | dev\n",
        "train/transcripts.txt": "100_1_000001\tes war einmal ein könig\n",
        "train/audio/100/1/100_1_000001.opus": "", "dev/transcripts.txt": "200_2_000002\tguten tag\n",
        "dev/audio/200/2/200_2_000002.opus": "", "dev/audio/200/2/200_2_000003.opus": ""})
    layout, utterances = read(tmp_path / named)
    assert layout == "MLS" and {u.language for u in utterances} == {"de"}
    wanted = {"mls-100_1_000001": ("mls-100", "F", "es war einmal ein könig"),
              "mls-200_2_000002": ("mls-200", "M", "guten tag"), "mls-200_2_000003": ("mls-200", "M", "")}
    assert found(utterances) == ({n: r for n, r in wanted.items() if "100_" in n} if "train" in named else wanted)


def test_accents_and_languages_of_the_other_layouts(tmp_path, corpus):
    write(tmp_path / "vctk", {"speaker-info.txt": "ID AGE GENDER ACCENTS REGION\np225 23 F English Southern\n"
                                                  "p294 33 F American Ohio\n",
                              "wav48/p225/p225_001.wav": "", "wav48/p294/p294_001.wav": ""})
    assert {u.speaker: u.language for u in read(tmp_path / "vctk")[1]} == {"vctk-p225": "en-gb", "vctk-p294": "en-us"}
    rows = [VIRTUAL[0] | {"language": "fr"}, VIRTUAL[1]]
    (tmp_path / "virtual.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [u.language for u in read_virtual(tmp_path)] == ["fr", "en-us"]


def test_ljspeech(tmp_path):
    write(tmp_path / "LJSpeech-1.1", {"metadata.csv": "LJ001-0001|In 1900|In nineteen hundred\nLJ001-0002|Being|\n",
                                      "wavs/LJ001-0001.wav": "", "wavs/LJ001-0002.wav": ""})
    layout, utterances = read(tmp_path)
    assert layout == "LJSpeech"
    assert found(utterances) == {"ljspeech-LJ001-0001": ("ljspeech", "F", "In nineteen hundred"),
                                 "ljspeech-LJ001-0002": ("ljspeech", "F", "Being")}


def test_aishell_3(tmp_path):
    write(tmp_path, {"spk-info.txt": "# speaker information\n\nSSB0005\tC\tfemale\tnorth\n",
                     "train/content.txt": "SSB00050001.wav\t广 guang3 州 zhou1\n",
                     "train/wav/SSB0005/SSB00050001.wav": "", "test/wav/SSB0009/SSB00090001.wav": ""})
    layout, utterances = read(tmp_path)
    assert layout == "AISHELL-3" and {u.language for u in utterances} == {"zh"}
    assert found(utterances) == {"aishell3-SSB00050001": ("aishell3-SSB0005", "F", "广州"),
                                 "aishell3-SSB00090001": ("aishell3-SSB0009", "", "")}


def test_any_folder_is_a_folder_a_speaker(tmp_path):
    write(tmp_path, {"anna/one.wav": "", "anna/later/two.OGG": "", "anna/one.txt": "Hello\nthere.", "bob_b.mp3": "",
                     "notes.txt": "x", ".hidden/three.wav": "", "anna/.part.wav": ""})
    layout, utterances = read(tmp_path)
    assert layout == "folders"
    assert found(utterances) == {"anna/one": ("anna", "", "Hello there."), "anna/later/two": ("anna", "", ""),
                                 "bob_b": ("bob b", "", "")}


def test_our_own_corpus(corpus):
    layout, utterances = read(corpus)
    assert layout == "corpus" and utterances == [*read_virtual(corpus), *read_real(corpus)]


def test_a_layout_is_recognised_before_it_is_read(tmp_path):
    write(tmp_path, {f"speaker {i:03d}/{k}.wav": "" for i in range(40) for k in range(3)})
    layout, utterances = recognise(tmp_path)
    assert layout.name == "folders" and next(utterances).speaker == "speaker 000"


def test_an_unusable_folder_is_reported(tmp_path):
    with pytest.raises(ValueError, match="is not a folder"):
        read(tmp_path / "missing")
    write(tmp_path, {"notes.txt": ""})
    with pytest.raises(ValueError, match="holds no sound files"):
        read(tmp_path)
    write(tmp_path / "LibriSpeech", LIBRISPEECH)
    write(tmp_path / "Vox" / "wav", {"id10001/a/00001.wav": ""})
    with pytest.raises(ValueError, match="several data sets .*LibriSpeech.*VoxCeleb 1"):
        read(tmp_path)
