"""Scripts of several speakers: lines such as "Anna: Good morning."."""

import re
from collections.abc import Collection

# A name of up to four words before a colon; the cast distinguishes it from a time or a heading such as "Note:".
_SPEAKER = re.compile(r"^[ \t>*_#-]*(?P<name>[^\W\d_][\w'’.-]*(?: [\w'’.()-]+){0,3})[*_ \t]*:[*_]*[ \t]+(?=\S)", re.M)
LEAST = 2  # fewest lines with a speaker in a script without a cast


def speakers(text: str) -> list[str]:
    """Return the names before a colon at the beginning of lines, in order, in their commonest spelling.

    Names that occur in a single line of a long text, as in "Note: …", are omitted if others occur more often.
    """
    counted: dict[str, int] = {}
    for found in _SPEAKER.finditer(text):
        counted[found["name"]] = counted.get(found["name"], 0) + 1
    if sum(counted.values()) < LEAST:
        return []
    frequent = [name for name, count in counted.items() if count > 1]
    # If anybody speaks often, a single capitalised name is a speaker with one line.
    return [name for name in counted if name in frequent or name[0].isupper() and len(name.split()) <= 2]


def with_marks(text: str, cast: Collection[str] = ()) -> tuple[str, list[int]]:
    """Convert a script to a text with marks: "Anna: Hello." becomes "[Anna] Hello.".

    Parameters
    ----------
    text : str
    cast : collection of str
        The names, ignoring case; those found by `speakers` if empty.

    Returns
    -------
    (marked, places) : str, list of int
        The text, and the position of each of its characters in the original.
    """
    known = {name.casefold(): name for name in (cast or speakers(text))}
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in _SPEAKER.finditer(text):
        name = known.get(found["name"].casefold())
        if name is None:
            continue
        parts.append(text[at:found.start()])
        places += range(at, found.start())
        mark = f"[{name}] "
        parts.append(mark)
        places += [min(found.start("name") + i, found.end() - 1) for i in range(len(mark))]
        at = found.end()
    parts.append(text[at:])
    places += range(at, len(text))
    return "".join(parts), places
