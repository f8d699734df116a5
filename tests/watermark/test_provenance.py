import json

import numpy as np
import pytest

from audio.files import SUBTYPES, read_comment, save
from watermark.provenance import BEGINNING, Provenance, describe, read_record, stated_consent

# What may stand in the place of each part of a record.
FOREIGN = (None, 1, "text", [], {}, [1], {"data": 1}, [{"data": {}}], [{"data": {"actions": []}}],
           [{"data": {"actions": [{"parameters": {}}]}}], [{"data": {"actions": [{"softwareAgent": "x"}]}}])


@pytest.mark.parametrize("suffix", SUBTYPES)
def test_it_comes_back_from_every_format(suffix, tmp_path):
    provenance, path = Provenance("1.2", "default", ("a-1", "b-2"), seed=7, consent="own"), tmp_path / f"clone{suffix}"
    save(path, np.zeros(24_000, np.float32), 24_000, provenance.comment())
    comment = read_comment(path)
    assert comment.startswith(provenance.sentence)
    assert read_record(comment) == provenance.record()
    assert describe(read_record(comment)) == (
        f"The file says of itself, unsigned: made by Voice toolbox 1.2, profile default, at {provenance.time}; "
        "consent: own.")


@pytest.mark.parametrize("assertions", FOREIGN, ids=str)
def test_a_record_of_somebody_else_is_described_as_such(assertions):
    """Anyone who can write a file can write any record into it."""
    foreign = {"claim_generator_info": [], "assertions": assertions}
    read = read_record("Hello. " + json.dumps(foreign, separators=(",", ":")) + " bye")
    assert read == foreign
    assert stated_consent(read) is None and describe(read).startswith("The file holds a record")


def test_it_says_what_made_the_sound_and_that_nobody_signed():
    record = Provenance("1.2", "rtvc", consent="the person's own voice").record()
    made, marked = record["assertions"][0]["data"]["actions"]
    assert made["action"] == "c2pa.created" and made["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert made["parameters"] == {"profile": "rtvc", "consent": "the person's own voice"}
    assert "consent" in Provenance("1.2", "rtvc").comment() and "not stated" in Provenance("1.2", "rtvc").comment()
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
    assert read_record(BEGINNING + ":" + "[" * 100_000) is None
