import json

import numpy as np
import pytest
import soundfile

from watermark.provenance import Provenance, read_record, read_tags, tag

FORMATS = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS"),
           ".mp3": ("MP3", "MPEG_LAYER_III")}


@pytest.mark.parametrize("suffix", FORMATS)
def test_it_comes_back_from_every_format(suffix, tmp_path):
    provenance, path = Provenance("1.2", "default", seed=7), tmp_path / f"clone{suffix}"
    container, subtype = FORMATS[suffix]
    with soundfile.SoundFile(path, "w", 24_000, 1, subtype, format=container) as file:
        tag(file, provenance)
        file.write(np.zeros(2400, np.float32))
    comment = read_tags(path)
    assert comment.startswith(provenance.sentence)
    assert read_record(comment) == provenance.record()
    with soundfile.SoundFile(path) as file:
        assert file.title == "Synthetic speech"


def test_it_says_what_made_the_sound_and_that_nobody_signed():
    record = Provenance("1.2", "rtvc", consent="the person's own voice").record()
    made, marked = record["assertions"][0]["data"]["actions"]
    assert made["action"] == "c2pa.created" and made["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert made["parameters"] == {"profile": "rtvc", "consent": "the person's own voice"}
    assert marked["action"] == "c2pa.watermarked"
    assert record["synthetic"] is True and record["signature"] is None and "Unsigned" in record["note"]
    assert json.loads(json.dumps(record)) == record


def test_a_conversion_is_not_speech_from_nothing():
    made = Provenance("1.2", "default", converted=True).record()["assertions"][0]["data"]["actions"][0]
    assert made["action"] == "c2pa.edited"
    assert made["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")


def test_another_comment_holds_no_record():
    assert read_record("Recorded in the kitchen.") is None
    assert read_record(Provenance("1.2", "default").comment()[:-40]) is None
