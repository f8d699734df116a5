from dataclasses import fields, replace

import pytest
import torch

from audio.mel import MelConfig
from corpus.shards import read_shards, write_shard


def _equal(a, b):
    for field in fields(a):
        x, y = getattr(a, field.name), getattr(b, field.name)
        assert torch.equal(x, y) and x.dtype == y.dtype if isinstance(x, torch.Tensor) else x == y, field.name


def test_what_is_written_is_read(features, tmp_path):
    bare = replace(features[0], id="bare", audio=None, boundaries=None, held_out=True, phonemes="")
    write_shard(tmp_path / "a-00000.safetensors", features, MelConfig())
    (tmp_path / "deeper").mkdir()
    write_shard(tmp_path / "deeper" / "b-00000.safetensors", [bare], MelConfig())
    read, config = read_shards(tmp_path)
    assert config == MelConfig() and [f.id for f in read] == [*(f.id for f in features), "bare"]
    for made, wanted in zip(read, [*features, bare], strict=True):
        _equal(made, wanted)
    assert not list(tmp_path.rglob("*.part"))


def test_only_what_is_wanted_is_read(features, tmp_path):
    write_shard(tmp_path / "a-00000.safetensors", features, MelConfig())
    write_shard(tmp_path / "a-00001.safetensors", [replace(features[0], id="other")], MelConfig())
    read, _ = read_shards(tmp_path, lambda row: row["speaker"] == features[1].speaker, ("mel", "f0"))
    assert [f.id for f in read] == [features[1].id]
    assert read[0].audio is None and read[0].partials is None and torch.equal(read[0].f0, features[1].f0)
    read, _ = read_shards(tmp_path, within=[tmp_path / "a-00001.safetensors"])
    assert [f.id for f in read] == ["other"]


def test_an_empty_shard_is_no_harm(tmp_path):
    write_shard(tmp_path / "a-00000.safetensors", [], MelConfig())
    assert read_shards(tmp_path) == ([], MelConfig())


def test_mixed_mel_configurations_are_refused(features, tmp_path):
    write_shard(tmp_path / "a-00000.safetensors", features[:1], MelConfig())
    write_shard(tmp_path / "a-00001.safetensors", features[1:], MelConfig(hop_length=200))
    with pytest.raises(ValueError, match="another mel configuration"):
        read_shards(tmp_path)


def test_missing_and_damaged_shards_are_named(features, tmp_path):
    with pytest.raises(FileNotFoundError, match="the command `prepare`"):
        read_shards(tmp_path)
    path = tmp_path / "a-00000.safetensors"
    write_shard(path, features, MelConfig())
    whole = path.read_bytes()
    for content in (b"", whole[:100], whole[:-100], b"nonsense" * 100):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="damaged") as error:
            read_shards(tmp_path)
        assert str(path) in str(error.value)
