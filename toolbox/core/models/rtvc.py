"""Conversion of Real-Time-Voice-Cloning checkpoints (encoder.pt, synthesizer.pt, vocoder.pt) to model files."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import torch

from audio.mel import RTVC
from encoder.config import EncoderConfig
from encoder.ge2e.network import GE2E
from synthesizer.tacotron.config import TacotronConfig
from synthesizer.tacotron.network import Tacotron
from toolbox import VERSION
from training.checkpoint import build_limited, read_foreign, save_model
from vocoder.wavernn.config import WaveRNNConfig
from vocoder.wavernn.network import WaveRNN

REPOSITORY = "CorentinJ/SV2TTS"
SIZES = {"encoder.pt": 17_090_379, "synthesizer.pt": 370_554_559, "vocoder.pt": 53_845_290}  # bytes, as published
SHA256 = {"encoder.pt": "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
          "synthesizer.pt": "c05e07428f95d0ed8755e1ef54cc8ae251300413d94ce5867a56afe39c499d94",
          "vocoder.pt": "1d7a6861589e927e0fbdaa5849ca022258fe2b58a20cc7bfb8fb598ccf936169"}
LARGEST = 4  # largest size of a user's checkpoint relative to the published one: it may include optimizer state
MOST_TENSORS = 1_000
PATIENCE = 10  # seconds in which the hub must answer
NAMED = 5  # most mismatched tensors to name


def convert(path: str | Path, out: str | Path) -> None:
    """Convert a checkpoint to a model file without changing its weights.

    Parameters
    ----------
    path : str or Path
        Named encoder.pt, synthesizer.pt or vocoder.pt.
    out : str or Path
        Replaced only when it is complete.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not such a checkpoint; the message is a sentence that names the tensors.
    """
    path = Path(path)
    if path.name not in SIZES:
        raise ValueError(f"{path} must be named {', '.join(SIZES)}, because its kind is recognised by its name.")
    state = read_foreign(path, LARGEST * SIZES[path.name])
    kind, network_type, config = {
        "encoder.pt": lambda: ("encoder/ge2e", GE2E, EncoderConfig()),
        "synthesizer.pt": lambda: ("synthesizer/tacotron", Tacotron, _tacotron(state)),
        "vocoder.pt": lambda: ("vocoder/wavernn", WaveRNN, _wavernn(state, path)),
    }[path.name]()
    try:
        network = build_limited(lambda: network_type(config), MOST_TENSORS, SIZES[path.name] // 4)
    except ValueError as error:
        raise ValueError(f"{path} is not the {path.stem} of Real-Time-Voice-Cloning: {error}.") from None
    if path.name == "encoder.pt":
        # The loss's scale and bias are not needed here; normalisation for other front ends is not in the file.
        state = {k: v for k, v in state.items() if not k.startswith("similarity_")}
        state = {k: v for k, v in network.state_dict().items() if k in ("mean", "scale")} | state
    _compare(path, state, network.state_dict())
    network.load_state_dict(state)
    step = state["step"].item() if "step" in state and state["step"].numel() == 1 else None
    save_model(out, kind, network, config.to_dict(), {
        "step": step, "data": "not known to this program", "licence": "that of the checkpoint", "code": VERSION,
        "converted_from": path.name}, torch.float32)


def download(folder: str | Path, progress: Callable[..., None] = lambda share, what: None,
             endpoint: str | None = None) -> None:
    """Download the published checkpoints from the Hugging Face hub, verifying the sizes and SHA-256 stored here.

    Parameters
    ----------
    folder : str or Path
    progress : callable
        Receives the share completed and the name of the next file, before each.
    endpoint : str, optional
        A server other than the hub.

    Raises
    ------
    FileNotFoundError
        If the hub cannot be reached; the message gives an alternative.
    ValueError
        If a file differs from the published one.
    """
    from huggingface_hub import constants, hf_hub_download
    from huggingface_hub.utils import get_session
    done, session = 0, get_session()
    for name, size in SIZES.items():
        progress(done / sum(SIZES.values()), name)
        try:
            if not done:  # downloads repeat a failed connection for half a minute before they give up
                session.head(endpoint or constants.ENDPOINT, timeout=PATIENCE)
            # Partial files are in the folder as well, and are removed with it.
            path = Path(hf_hub_download(REPOSITORY, name, local_dir=folder, endpoint=endpoint))
        except Exception as error:  # any exception of the HTTP library if the hub does not answer
            raise FileNotFoundError(
                f"{name} cannot be fetched from the Hugging Face hub ({type(error).__name__}). Is this machine online? "
                f"Otherwise fetch {', '.join(SIZES)} of {REPOSITORY} elsewhere, and name their folder with --from."
            ) from None
        if path.stat().st_size != size:
            raise ValueError(f"{name} has {path.stat().st_size:,} bytes instead of the published {size:,}; "
                             "try again later.")
        if _sha256(path) != SHA256[name]:
            raise ValueError(f"{name} is not the published file: its SHA-256 differs. Try again; if it still does, "
                             "trust neither the file nor the server.")
        done += size
    progress(1.0, "done")


def _compare(path, given, wanted):
    """Raise ValueError with a sentence if tensors are missing, unknown, or of another shape."""
    given, wanted = ({k: tuple(v.shape) for k, v in x.items()} for x in (given, wanted))
    wrong = [f"{k} is missing" for k in wanted if k not in given]
    wrong += [f"{k} is {given[k]} instead of {wanted[k]}" for k in wanted if k in given and given[k] != wanted[k]]
    wrong += [f"{k} is not known" for k in given if k not in wanted]
    if wrong:
        more = f", and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        raise ValueError(f"{path} is not the {path.stem} of Real-Time-Voice-Cloning: {'; '.join(wrong[:NAMED])}{more}.")


def _size(state, name, axis, otherwise):
    """Return a size read from a tensor; the published size if the tensor is missing, which `_compare` reports."""
    return state[name].shape[axis] if name in state and state[name].dim() > axis else otherwise


def _count(state, begin, end):
    return sum(k.startswith(begin) and k.endswith(end) for k in state)


def _tacotron(state):
    """Return the sizes that this family's hyperparameters may change; alphabet, mels and embedding are fixed."""
    c = TacotronConfig()
    stop_level = state.get("stop_threshold", torch.tensor(c.stop_level))
    return TacotronConfig(
        text_dim=_size(state, "encoder.embedding.weight", 1, c.text_dim),
        encoder_dim=_size(state, "encoder.pre_net.fc1.weight", 0, c.encoder_dim),
        encoder_widths=_count(state, "encoder.cbhg.conv1d_bank.", ".conv.weight") or c.encoder_widths,
        decoder_dim=_size(state, "encoder_proj.weight", 0, c.decoder_dim),
        lstm_dim=_size(state, "decoder.rnn_input.weight", 0, c.lstm_dim),
        postnet_dim=_size(state, "post_proj.weight", 1, c.postnet_dim),
        postnet_widths=_count(state, "postnet.conv1d_bank.", ".conv.weight") or c.postnet_widths,
        n_highways=_count(state, "encoder.cbhg.highways.", ".W1.weight") or c.n_highways,
        stop_level=round(stop_level.item(), 4) if stop_level.numel() == 1 else c.stop_level)


def _wavernn(state, path):
    c = WaveRNNConfig()
    levels = _size(state, "fc3.weight", 0, 2 ** c.bits)
    if levels & (levels - 1):
        raise ValueError(f"{path} draws from {levels} parameters of a mixture; only networks of raw mu-law samples "
                         "(mode RAW, 512 values) can be read.")
    factors = tuple((_size(state, f"upsample.up_layers.{i}.weight", 3, 2 * f + 1) - 1) // 2
                    for i, f in zip((1, 3, 5), c.factors, strict=True))
    if factors[0] * factors[1] * factors[2] != RTVC.hop_length:
        raise ValueError(f"{path} stretches mels by {' x '.join(map(str, factors))}; "
                         f"the mels of this family have a hop of {RTVC.hop_length}.")
    return WaveRNNConfig(
        bits=levels.bit_length() - 1, rnn_dim=_size(state, "I.weight", 0, c.rnn_dim),
        fc_dim=_size(state, "fc1.weight", 0, c.fc_dim),
        compute_dim=_size(state, "upsample.resnet.conv_in.weight", 0, c.compute_dim),
        aux_dim=_size(state, "upsample.resnet.conv_out.weight", 0, c.aux_dim),
        n_blocks=_count(state, "upsample.resnet.layers.", ".conv1.weight") or c.n_blocks,
        pad=(_size(state, "upsample.resnet.conv_in.weight", 2, 2 * c.pad + 1) - 1) // 2, factors=factors)


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
