from pathlib import Path

import pytest
import torch

from toolbox.core.models.device import choose_device
from toolbox.core.models.profiles import PROFILES, find_profile


def test_profiles_are_found_by_name():
    for name, profile in PROFILES.items():
        assert find_profile(name) is profile and profile.name == name
        assert profile.synthesizer.exists() and (profile.vocoder is None or profile.vocoder.exists())
        assert profile.synthesizer.is_absolute()
    assert find_profile("griffin-lim").vocoder is None and isinstance(find_profile("default").vocoder, Path)


@pytest.mark.parametrize("name", ["", "defualt", "Default"])
def test_a_profile_that_is_not_there_names_the_others(name):
    with pytest.raises(ValueError, match=f"no profile '{name}'") as error:
        find_profile(name)
    assert all(known in str(error.value) for known in PROFILES)


def test_the_cpu_is_always_there():
    assert choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize(("cuda", "mps", "wanted"), [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")])
def test_auto_takes_the_best(monkeypatch, cuda, mps, wanted):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert choose_device("auto").type == choose_device().type == wanted


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps", "xpu", "meta"])
def test_a_device_that_is_not_there_gets_a_sentence(monkeypatch, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ValueError, match=f"no device '{name}'.*use auto or cpu"):
        choose_device(name)


def test_the_graphics_card_that_is_not_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("cuda:1") == torch.device("cuda:1")
    with pytest.raises(ValueError, match="no device 'cuda:2'"):
        choose_device("cuda:2")


@pytest.mark.parametrize("name", ["", "gpu", "CUDA", "cuda:x"])
def test_what_is_no_device_gets_a_sentence(name):
    with pytest.raises(ValueError, match="is not a device; use auto"):
        choose_device(name)
