"""Recipe of the parallel synthesizer."""

import math
import re
from collections import Counter
from pathlib import Path

from corpus.shards import REFERENCES
from encoder.ecapa.network import ECAPA
from encoder.ge2e.inference import SpeakerEncoder
from synthesizer.parallel.config import SynthesizerConfig
from synthesizer.parallel.examples import Examples
from synthesizer.parallel.train import SynthesizerTask
from synthesizer.recogniser.inference import Recogniser
from toolbox.core.cloning.hearing import Hearing
from toolbox.core.models.profiles import ENCODER, MODELS, RECOGNISER, SECOND_ENCODER, VOCODER
from toolbox.core.training.running import given, make_plan, read_data, run
from vocoder.harmonic.inference import Vocoder

STEPS = 40_000
VIRTUAL, RESAMPLED = "virtual-", re.compile(r"x\d\.\d\d$")  # prefix and suffix of such speakers' names
OTHER_LANGUAGE = 1.4  # relative frequency of utterances in other languages than the first


def train_synthesizer(data: str | Path, out: str | Path, steps: int = STEPS, minutes: float = math.inf,
                      device: str = "auto", threads: int | None = None, from_model: str | Path | None = None,
                      progress: bool = True, learning_rate: float | None = None, ecapa: str | Path | None = None,
                      encoder: str | Path | None = None) -> dict[str, float]:
    """Train the parallel synthesizer on prepared shards, resuming from the last checkpoint in `out`.

    `from_model` starts from the weights of a model file; `learning_rate` is the network's own by default. `encoder` is
    the encoder with which the shards were prepared, and `ecapa` a file with ECAPA-TDNN's weights, as published or as
    included; both default to the included ones. Returns the last mean losses.
    """
    features, mel_config = read_data(data, ("mel", "f0", "boundaries", *REFERENCES))
    plan = make_plan(data, out, steps, minutes, device, threads, progress)
    listener = Recogniser.load(MODELS / RECOGNISER, plan.device).network.requires_grad_(False)
    languages = sorted({f.language for f in features}, key=lambda code: (code != "en-us", code))
    config = SynthesizerConfig(mel=mel_config, languages=tuple(languages))
    ears = Hearing(Vocoder.load(MODELS / VOCODER, plan.device).network,
                   SpeakerEncoder.load(encoder or MODELS / ENCODER, plan.device).network,
                   ECAPA.load(ecapa or MODELS / SECOND_ENCODER).to(plan.device), config.sharpness, config.contrast)
    examples = Examples(features, config, plan.device, _weights(features))
    task = SynthesizerTask(examples, plan, listener, ears, _may_read,
                           **given(learning_rate=learning_rate))
    return run(task, plan, from_model, kept=("reader_embeddings", "reader_statistics", "reader_languages"))


def _may_read(feature):
    """Return whether the boundaries are exact and the speaker is as recorded."""
    return feature.speaker.startswith(VIRTUAL) and not RESAMPLED.search(feature.speaker)


def _weights(features):
    """Return each utterance's frequency of being drawn: real speakers are few but matter most, with equal shares."""
    counts = Counter(f.speaker for f in features)

    def weight(feature):
        if feature.speaker.startswith(VIRTUAL):
            return 1.0 if feature.language == "en-us" else OTHER_LANGUAGE
        share = 5.0 if RESAMPLED.search(feature.speaker) else 8.0
        return share if counts[feature.speaker] < 10 else share * 15 / counts[feature.speaker]

    return weight
