"""What delays a thread is kept away from it, and is as it was afterwards."""

import gc
import os
import sys

import pytest

from toolbox.core.live.priority import undisturbed


def test_old_objects_are_not_collected_meanwhile():
    switching = sys.getswitchinterval()
    before = len(gc.get_objects())
    with undisturbed():
        assert len(gc.get_objects()) < before / 10
        assert sys.getswitchinterval() < switching
    assert len(gc.get_objects()) > before / 2 and sys.getswitchinterval() == switching


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such priorities")
@pytest.mark.parametrize("permitted", [True, False])
def test_the_priority_is_raised_where_that_is_permitted(permitted, monkeypatch):
    niceness = [0]

    def set_niceness(which, who, value):
        if not permitted:
            raise PermissionError
        niceness.append(value)

    monkeypatch.setattr(os, "getpriority", lambda which, who: niceness[-1])
    monkeypatch.setattr(os, "setpriority", set_niceness)
    with undisturbed():
        assert niceness[-1] == (-10 if permitted else 0)
    assert niceness[-1] == 0
