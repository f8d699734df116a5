"""What typing changes in a text."""

import random

from toolbox.ui.session.typed import difference


def test_a_difference_turns_one_text_into_the_other():
    rng = random.Random(0)
    for _ in range(500):
        old, new = ("".join(rng.choice("ab 😀") for _ in range(rng.randrange(8))) for _ in range(2))
        begin, removed, inserted = difference(old, new)
        assert old[:begin] + inserted + old[begin + removed:] == new and removed >= 0
        assert removed + len(inserted) <= len(old) + len(new) and (removed or inserted) if old != new else True
    assert difference("one two", "one, two") == (3, 0, ",") and difference("aaa", "aa") == (2, 1, "")
