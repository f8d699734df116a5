import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audio.mel import MelConfig, log_mel_numpy
from audio.pitch import pitch
from corpus.prepare import RESAMPLING, STRETCH, STRETCHES, Embedders, prepare, resampling_factor
from corpus.readers import Utterance
from corpus.shards import read_shards

ROOT = Path(__file__).resolve().parents[2]


def embed_nothing():
    """Replace the speaker encoders, which each worker process would have to load."""
    return Embedders(lambda wav, rate: np.full((2, 256), len(wav) / rate / 16, np.float32),
                     lambda wav, rate: np.full(192, len(wav) / rate / 16, np.float32))


def _state(folder):
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.glob("*.safetensors")}


@pytest.fixture(scope="module")
def recordings(tmp_path_factory, voices):
    """Return three good recordings and three bad ones."""
    folder = tmp_path_factory.mktemp("recordings")
    utterances = [Utterance(f"{name}-0", name, path, "", "hˈI.", (0.0, 0.5, 1.0, 1.25, 3.0, 4.0, 9.9), name == "Silas")
                  for name, path in voices.items() if name != "Hester"]
    (folder / "damaged.flac").write_bytes(voices["Hester"].read_bytes()[:3_000])
    soundfile.write(folder / "silent.wav", np.zeros(48_000), 24_000)
    for name in ("damaged.flac", "silent.wav", "missing.wav"):
        utterances.insert(1, Utterance(name.split(".")[0], "nobody", folder / name))
    return utterances


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, recordings):
    out = tmp_path_factory.mktemp("shards")
    return out, prepare(recordings, out, embed_nothing, workers=1, progress=False)


def test_bad_files_are_named_and_do_not_stop_the_rest(prepared, recordings):
    out, report = prepared
    assert report["utterances"] == 3 and report["rejected"].keys() == {"damaged", "silent", "missing"}
    assert report["speakers"] == 3
    assert "no such file" in report["rejected"]["missing"]
    assert "less than a second of speech" in report["rejected"]["silent"]
    assert "damaged.flac" in report["rejected"]["damaged"]
    seconds = sum(soundfile.info(u.path).duration for u in recordings if u.speaker != "nobody")
    assert report["hours"] == pytest.approx(seconds / 3600, abs=2e-3)
    assert json.loads((out / "report.json").read_text()) == report


def test_features_are_what_their_names_say(prepared, clips_24k):
    read, config = read_shards(prepared[0])
    assert config == MelConfig() and [f.held_out for f in read] == [f.speaker == "Silas" for f in read]
    for f in read:
        wav = clips_24k[f.speaker]
        assert f.bandwidth == 8_000 and f.phonemes == "hˈI." and f.audio.dtype == torch.int16
        assert np.abs(f.audio.numpy() / 32767 - wav).max() < 1e-4
        assert np.abs(f.mel.float().numpy() - log_mel_numpy(wav)).max() < 0.01
        assert np.abs(f.f0.float().numpy() - pitch(wav, 24_000, 256)).max() < 0.5
        assert f.partials.shape == (2, 256)
        assert f.partials[0, 0].item() == pytest.approx(len(wav) / 24_000 / 16, abs=1e-3)
        assert f.embeddings.shape == (STRETCHES, 256) and f.seconds.shape == (STRETCHES, 192)
        assert np.allclose(f.embeddings.float().norm(dim=1), 1, atol=1e-2)
        seconds = f.seconds[:, 0].float() * 16
        assert (STRETCH[0] - 0.1 < seconds).all() and (seconds < STRETCH[1] + 0.1).all()
        assert np.abs(f.statistics[:, 0].float().numpy() - np.log(np.median(f.f0[f.f0 > 0].float()))).max() < 0.3
        # In samples, and never beyond the end.
        assert f.boundaries.tolist() == [0, 12_000, 24_000, 30_000, 72_000, 96_000, min(237_600, len(wav))]


def test_a_second_run_writes_nothing_and_says_the_same(prepared, recordings):
    out, report = prepared
    before = _state(out)
    assert prepare(recordings, out, embed_nothing, workers=1, progress=False) == report
    assert before and _state(out) == before


def test_speakers_are_played_at_other_rates(tmp_path, recordings, prepared):
    chosen = [u for u in recordings if u.speaker == "Clara"]
    prepare(chosen, tmp_path, embed_nothing, keep_audio=False, resample_speakers=True, workers=1, progress=False)
    (made,), _ = read_shards(tmp_path)
    own = next(f for f in read_shards(prepared[0])[0] if f.speaker == "Clara")
    factor = resampling_factor("Clara")
    assert made.speaker == f"Clarax{factor:.2f}" and made.id == own.id and made.audio is None
    assert made.mel.shape[1] == pytest.approx(own.mel.shape[1] / factor, abs=2)
    both = [np.median(f.f0[f.f0 > 0].float().numpy()) for f in (made, own)]
    assert both[0] / both[1] == pytest.approx(factor, rel=0.03)
    assert made.boundaries[3].item() == pytest.approx(own.boundaries[3].item() / factor, abs=1)
    assert made.bandwidth == pytest.approx(8_000 * min(1.0, factor))


def test_the_factor_hangs_on_the_name_alone():
    factors = np.array([resampling_factor(f"speaker-{i}") for i in range(300)])
    assert factors.tolist() == [resampling_factor(f"speaker-{i}") for i in range(300)]
    assert RESAMPLING[0] <= factors.min() and factors.max() <= RESAMPLING[1]
    assert np.abs(factors - 1).min() >= 0.05 and len(set(factors)) == 300
    assert 0.35 < (factors < 1).mean() < 0.55


def test_a_shard_that_was_cut_short_is_made_again(tmp_path, prepared, recordings):
    """A shard counts as complete once its record exists, which is written last."""
    out = tmp_path / "copy"
    shutil.copytree(prepared[0], out)
    (shard,) = out.glob("*.safetensors")
    shard.write_bytes(shard.read_bytes()[:1_000])
    shard.with_suffix(".json").unlink()
    prepare(recordings, out, embed_nothing, workers=1, progress=False)
    assert len(read_shards(out)[0]) == 3


@pytest.mark.skipif(os.name == "nt", reason="no process groups to be signalled")
@pytest.mark.parametrize("seconds", [0.2, 1.5])
def test_ctrl_c_is_reported_once(tmp_path, voices, seconds):
    """The terminal also sends it to the workers, whether they are starting or working."""
    for name, path in voices.items():
        (tmp_path / "in" / name).mkdir(parents=True)
        for i in range(20):
            (tmp_path / "in" / name / f"{i}.flac").symlink_to(path)
    command = [sys.executable, ROOT / "main.py", "prepare", tmp_path / "in", "--out", tmp_path / "out"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               start_new_session=True)
    while process.poll() is None and not list((tmp_path / "out").glob("*")):
        time.sleep(0.05)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=120)
    assert (process.returncode, out, error) == (130, "", "Interrupted.\n")
