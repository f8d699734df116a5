"""Division of English into sentences."""

from synthesizer.text.en.abbreviations import COUNTED, SHORTENED, TITLES
from synthesizer.text.en.rules import STARTERS
from synthesizer.text.sentences import Splitter

split_sentences = Splitter(
    before_name=TITLES,
    before_number=[*COUNTED, *(word.capitalize() for word in COUNTED)],
    inside=[*SHORTENED, "a.m", "p.m", "A.M", "P.M"],
    starters=STARTERS,
    joiners=("and but or nor so yet because which who that when while where if as than then although though until "
             "with").split(),
    final=("etc", "a.m", "p.m"),
)
