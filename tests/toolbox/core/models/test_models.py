import hashlib
import http.server
import json
import shutil
import struct
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from audio.errors import Cancelled
from audio.mel import RTVC
from toolbox.cli import main
from toolbox.core.cloning.engine import Cloner
from toolbox.core.cloning.requests import TextError
from toolbox.core.cloning.voice import Voice
from toolbox.core.models import own as models
from toolbox.core.models import profiles, rtvc
from toolbox.core.processes.engine import Engine
from training.checkpoint import read_model, save_model, save_tensors
from vocoder.wavenet.config import WaveNetConfig
from vocoder.wavenet.network import WaveNet
from watermark.inference import Detector

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "rtvc"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(profiles, "models_folder", lambda: tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory, encoder_checkpoint):
    """Return the three files as published, two of them small."""
    folder = tmp_path_factory.mktemp("checkpoints")
    shutil.copy(encoder_checkpoint, folder / "encoder.pt")
    shutil.copy(FIXTURES / "tacotron_small.pt", folder / "synthesizer.pt")
    shutil.copy(FIXTURES / "wavernn_small.pt", folder / "vocoder.pt")
    return folder


def _changed(path, out, change):
    state = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
    torch.save({"model_state": change(dict(state))}, out)


def test_checkpoints_become_a_profile_that_speaks(checkpoints, folder):
    assert profiles.list_profiles()["rtvc"].missing
    with pytest.raises(FileNotFoundError, match="models add rtvc"):
        profiles.find_profile("rtvc")
    models.add("rtvc", [checkpoints])
    assert sorted(p.name for p in folder.iterdir()) == ["rtvc"]
    assert profiles.find_profile("rtvc").description == "Tacotron, WaveRNN"
    for part, name in (("synthesizer", "tacotron"), ("vocoder", "wavernn")):
        tensors, config, card = read_model(folder / "rtvc" / f"{part}.safetensors", f"{part}/{name}")
        published = torch.load(checkpoints / f"{part}.pt", weights_only=True)["model_state"]
        assert tensors.keys() == published.keys()
        assert all(torch.equal(tensors[k], published[k]) for k in tensors)
        assert card["converted_from"] == f"{part}.pt"
    cloner = Cloner.load("rtvc", device="cpu")
    embedding = np.abs(np.random.default_rng(0).normal(size=256)).astype(np.float32)
    voice = Voice("Nobody", embedding / np.linalg.norm(embedding), np.zeros(231, np.float32), 5.0)
    speech = cloner.say(voice, "It is 5.", seed=3)
    assert speech.rate == 16_000 and speech.mel.shape[1] * 200 == len(speech.wav)
    assert "".join(symbol for symbol, _, _ in speech.phonemes) == "it is five."
    assert 0 <= speech.phonemes[0][1] and speech.phonemes[-1][2] <= speech.seconds + 1e-3
    assert np.array_equal(speech.wav, cloner.say(voice, "It is 5.", seed=3).wav)
    long = cloner.say(voice, "It is five, and good morning to all of you who came to hear it. " * 6, seed=3)
    found = Detector.load(profiles.MODELS / "watermark.safetensors").detect(long.wav, long.rate)
    assert found.by == "this program"  # every profile's speech is marked
    with pytest.raises(TextError, match="Tacotron cannot shift the pitch"):
        cloner.say(voice, "It is 5.", pitch_shift=2.0)
    with pytest.raises(TextError, match="Nothing in the text"):
        cloner.say(voice, "мир", language="en-us")
    with pytest.raises(Cancelled):
        cloner.say(voice, "It is 5.", cancelled=lambda: True)


def test_a_profile_that_was_replaced_is_loaded_again(checkpoints, folder):
    engine, told = Engine(torch.get_num_threads()), []
    models.add("mine", [checkpoints])

    def needed():
        return engine._need(lambda name, payload: told.append(payload), "mine", "cpu")

    first = needed()
    assert told and needed() is first
    told.clear()
    models.add("mine", [checkpoints / "encoder.pt", checkpoints / "synthesizer.pt"])
    assert needed().vocoder.name == "griffin-lim" != first.vocoder.name and told
    models.add("mine", [checkpoints])
    again = needed()
    assert again.vocoder.name == first.vocoder.name
    models.add("mine", [checkpoints])
    assert needed() is not again
    models.remove("mine")
    with pytest.raises(ValueError, match="no profile 'mine'"):
        needed()


def test_the_published_encoder_keeps_its_numbers(checkpoints, folder, encoder, clips):
    from encoder.ge2e.inference import SpeakerEncoder
    rtvc.convert(checkpoints / "encoder.pt", folder.parent / "encoder.safetensors")
    ours = SpeakerEncoder.load(folder.parent / "encoder.safetensors")
    assert np.abs(ours.embed(*clips["Clara"]) - encoder.embed(*clips["Clara"])).max() < 1e-6


@pytest.mark.parametrize(("name", "change", "words"), [
    ("synthesizer.pt", lambda s: {k: v for k, v in s.items() if k != "decoder.attn_net.v.weight"},
     "decoder.attn_net.v.weight is missing"),
    ("synthesizer.pt", lambda s: s | {"encoder.embedding.weight": torch.zeros(150, 24)},
     r"encoder.embedding.weight is \(150, 24\) instead of \(66, 24\)"),
    ("vocoder.pt", lambda s: s | {"gst.weight": torch.zeros(1)}, "gst.weight is not known"),
    ("vocoder.pt", lambda s: s | {"fc3.weight": torch.zeros(30, 20), "fc3.bias": torch.zeros(30)}, "mode RAW"),
    ("vocoder.pt", lambda s: {}, "and .* more"),
    ("encoder.pt", lambda s: s | {"lstm.bias_ih_l0": torch.full((1024,), float("nan"))}, "not numbers"),
    ("synthesizer.pt", lambda s: s | {"step": 3}, "tensors are expected under 'model_state'"),
])
def test_what_does_not_fit_is_named_and_nothing_is_left(checkpoints, folder, name, change, words):
    mine = folder.parent / "mine"
    shutil.copytree(checkpoints, mine)
    _changed(checkpoints / name, mine / name, change)
    with pytest.raises(ValueError, match=words):
        models.add("rtvc", [mine])
    assert list(folder.iterdir()) == []


def test_code_in_a_checkpoint_is_not_run(folder):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (folder.parent / "pwned",))

    torch.save({"model_state": Evil()}, folder.parent / "vocoder.pt")
    with pytest.raises(ValueError, match="not a checkpoint of this family"):
        models.add("rtvc", [folder.parent / "vocoder.pt"])
    assert not (folder.parent / "pwned").exists()


def test_a_trained_vocoder_joins_the_shipped_synthesizer(folder, checkpoints, capsys):
    run = folder.parent / "run"
    run.mkdir()
    config = WaveNetConfig(channels=8, skip_channels=8, n_layers=2, cycle=2, condition_dim=8)
    save_model(run / "model.safetensors", "vocoder/wavenet", WaveNet(config), config.to_dict(), {"step": 1})
    (run / "state.pt").write_bytes(b"what training goes on from")
    assert main.main(["models", "add", "wavenet", "--from", str(run)]) == 0
    assert "parallel, WaveNet" in capsys.readouterr().out
    profile = profiles.find_profile("wavenet")
    assert profile.synthesizer == profiles.MODELS / "synthesizer.safetensors"
    assert profile.encoder == profiles.MODELS / profiles.ENCODER
    # Tacotron's mels are others.
    with pytest.raises(ValueError, match="not trained for one another"):
        models.add("mixed", [run, checkpoints / "synthesizer.pt"])
    models.add("taco", [checkpoints / "synthesizer.pt"])
    assert profiles.find_profile("taco").vocoder is None
    assert main.main(["models", "--json"]) == 0
    listed = {p["name"]: p for p in json.loads(capsys.readouterr().out)}
    assert listed["taco"]["description"] == "Tacotron, Griffin-Lim" and not listed["rtvc"]["available"]
    assert main.main(["models", "remove", "taco"]) == 0 and "taco" not in profiles.list_profiles()
    assert main.main(["models"]) == 0 and "models add rtvc --download" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["add", "../x", "--from", "."], 2, "cannot name a profile"),
    (["add", "default", "--from", "."], 2, "another name"),
    (["add", "mine", "--from", "nowhere"], 1, "no such file or folder"), (["remove", "mine"], 2, "no profile 'mine'"),
    (["remove", "default"], 2, "stays"), (["remove", ".."], 2, "no profile"),
    (["add", "mine", "--download"], 2, "knows rtvc only"), (["add", "mine", "--from", "main.py"], 2, "is not a model"),
    (["add", "mine", "--from", str(FIXTURES)], 2, "there is no encoder"),
])
def test_what_cannot_be_added_or_removed_gets_a_sentence(arguments, code, words, capsys):
    assert main.main(["models", *arguments]) == code
    assert words in capsys.readouterr().err


class _Hub(http.server.BaseHTTPRequestHandler):
    """Serves files of a dict as the hub does its large ones: size and SHA-256 in headers."""

    files, tag = {}, None

    def do_HEAD(self):
        self._answer(body=False)

    def do_GET(self):
        self._answer(body=True)

    def _answer(self, body):
        data = self.files.get(self.path.rsplit("/", 1)[-1])
        self.send_response(200 if data is not None else 404)
        data = data or b""
        tag = self.tag or hashlib.sha256(data).hexdigest()
        for name, value in (("X-Repo-Commit", "0" * 40), ("X-Linked-Size", len(data)), ("X-Linked-Etag", f'"{tag}"'),
                            ("ETag", f'"{tag}"'), ("Content-Length", len(data))):
            self.send_header(name, str(value))
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *args):
        pass


@pytest.fixture
def hub(checkpoints, monkeypatch):
    files = {path.name: path.read_bytes() for path in checkpoints.iterdir()}
    monkeypatch.setattr(rtvc, "SIZES", {name: len(files[name]) for name in rtvc.SIZES})
    monkeypatch.setattr(rtvc, "SHA256", {name: hashlib.sha256(files[name]).hexdigest() for name in rtvc.SIZES})
    handler = type("Hub", (_Hub,), {"files": files, "tag": None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_published_weights_are_fetched(hub, tmp_path, folder):
    told = []
    rtvc.download(tmp_path / "got", lambda share, what: told.append((share, what)), endpoint=hub[1])
    for name, data in hub[0].files.items():
        assert (tmp_path / "got" / name).read_bytes() == data
    assert told[0] == (0.0, "encoder.pt") and told[-1][0] == 1.0 and len(told) == 4
    models.add("rtvc", [tmp_path / "got"])
    assert profiles.find_profile("rtvc").synthesizer.exists()


def test_what_another_server_sends_is_refused(hub, tmp_path, monkeypatch):
    """The file has the right size and a tag that the server itself computed."""
    data = bytearray(hub[0].files["encoder.pt"])
    data[-1] ^= 1
    hub[0].files = hub[0].files | {"encoder.pt": bytes(data)}
    with pytest.raises(ValueError, match="SHA-256"):
        rtvc.download(tmp_path / "a", endpoint=hub[1])
    monkeypatch.setitem(rtvc.SIZES, "encoder.pt", 1)
    with pytest.raises(ValueError, match="instead of the published 1"):
        rtvc.download(tmp_path / "b", endpoint=hub[1])


def test_without_the_hub_there_is_another_way(tmp_path):
    with pytest.raises(FileNotFoundError, match="name their folder with --from"):
        rtvc.download(tmp_path, endpoint="http://127.0.0.1:9")


def test_rtvc_mels_are_distinguished():
    assert RTVC.to_dict()["preemphasis"] == 0.97
    assert "preemphasis" not in WaveNetConfig().mel.to_dict()
    assert WaveNetConfig.from_dict(WaveNetConfig(mel=RTVC).to_dict()).mel == RTVC


def _hostile(folder, checkpoints):
    """Return files made to exhaust memory or time, by name."""
    def save(name, state, part="vocoder.pt"):
        (folder / name).mkdir()
        torch.save({"model_state": state}, folder / name / part)
        return folder / name

    bomb = save("bomb", {"a": torch.zeros(25_000_000)}) / "vocoder.pt"
    with zipfile.ZipFile(bomb) as file:
        members = [(member.filename, file.read(member)) for member in file.infolist()]
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    save("expanded", {"a": torch.zeros(1).expand(100_000, 100_000)})
    save("sparse", {"a": torch.eye(3).to_sparse()})
    save("meta", {"a": torch.zeros(3, device="meta")})
    save("eight bits", {"a": torch.zeros(3).to(torch.float8_e4m3fn)})
    save("numbered", {1: torch.zeros(2)})
    save("wide", {"I.weight": torch.zeros(300_000, 0)})
    save("negative", {"fc3.weight": torch.zeros(0, 3)})
    (folder / "deep").mkdir()
    (folder / "deep" / "vocoder.pt").write_bytes(b"\x80\x02" + b"]" * 200_000 + b".")
    several = save("several disks", {"a": torch.zeros(3)}) / "vocoder.pt"
    data = several.read_bytes()
    several.write_bytes(data[:-22] + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 2) + data[-22:])
    (folder / "folder").mkdir()
    (folder / "folder" / "vocoder.pt").mkdir()
    return sorted(p for p in folder.iterdir() if p.is_dir())


def test_hostile_checkpoints_get_a_sentence_and_no_memory(tmp_path, folder, checkpoints):
    resource = pytest.importorskip("resource")
    (tmp_path / "hostile").mkdir()
    cases = _hostile(tmp_path / "hostile", checkpoints)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for case in cases:
        with pytest.raises(ValueError) as error:
            models.add("x", [case])
        assert str(error.value).endswith(".") and "\n" not in str(error.value), case
        assert "vocoder" in str(error.value), case
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KB
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("change", [
    {"n_layers": 10 ** 9}, {"n_layers": 60_000}, {"n_layers": -1}, {"dim": 10 ** 9}, {"dim": 60_000}, {"dim": "x"},
    {"dim": None}, {"dim": []}, {"dim": {}}, {"kernel_size": 0}, {"kernel_size": 1e308}, {"hop_length": 0},
    {"mel": {"rate": 0}}, {"mel": {"n_fft": 10 ** 9}}, {"mel": {"n_mels": None}}, {"mel": {"floor": "x"}},
    {"mel": {"fmax": 1e308}}, {"mel": []}], ids=str)
def test_sizes_in_a_configuration_are_not_trusted(tmp_path, folder, change):
    tensors, config, card = read_model(profiles.MODELS / profiles.VOCODER, "vocoder/harmonic")
    if isinstance(change.get("mel"), dict):
        change = {"mel": config["mel"] | change["mel"]}
    save_tensors(tmp_path / "vocoder.safetensors", "vocoder/harmonic", tensors, config | change, card)
    started = time.perf_counter()
    with pytest.raises(ValueError, match=r"vocoder\.safetensors (was made by another|does not fit).*\.$"):
        models.add("x", [tmp_path / "vocoder.safetensors"])
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("metadata", [
    {"config": "[]"}, {"config": "null"}, {"config": "3"}, {"config": "{"}, {"config": "[" * 100_000},
    {"card": "[1]"}, {"kind": "x"}, {"kind": "vocoder/../../x"}, {"kind": ""}], ids=lambda m: str(m)[:30])
def test_damaged_metadata_gets_a_sentence(tmp_path, folder, metadata):
    from safetensors.torch import save_file
    path = tmp_path / "m.safetensors"
    save_file({"a": torch.zeros(1)}, path, metadata={"format": "1", "kind": "vocoder/harmonic", "config": "{}",
                                                     "card": "{}"} | metadata)
    with pytest.raises(ValueError, match=r"m\.safetensors .*\.$"):
        models.add("x", [path])
