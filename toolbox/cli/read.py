"""The command `read`: show how a text is read, word by word."""

import sys
from dataclasses import asdict
from pathlib import Path

from toolbox.cli import console, options


def add_parser(commands):
    """Add the command's parser to argparse's `commands`."""
    sub = options.add_command(commands, "read", run, "show how a text is read, word by word")
    text = sub.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", help="the text to read")
    text.add_argument("--text-file", type=Path, metavar="FILE", help="read the text from a UTF-8 file; - reads stdin")
    options.add_language(sub)
    sub.add_argument("--dictionary", type=Path, metavar="FILE", help="your own pronunciations, as CSV")
    sub.add_argument("--json", action="store_true", help="print sentences and words as JSON")


def run(args):
    """Print how a text is read: sentences, words, phonemes, and the rule or lexicon behind each."""
    from synthesizer.text.languages import LanguageError
    from toolbox.core.cloning.ipa import ipa
    from toolbox.core.script.sentences import directed, parse

    text = args.text
    if text is None:
        from toolbox.core.cloning.requests import LONGEST_TEXT
        text = options.read_text(args.text_file, LONGEST_TEXT)
    words = None
    if args.dictionary:
        from toolbox.core.script import dictionary
        words = dictionary.read(args.dictionary)
    document = parse(text)
    for fault in document.faults:
        print(f"'{text[fault.begin:fault.end]}': {fault.sentence}", file=sys.stderr)
    with console.refusing(LanguageError):
        sentences = [made.sentence for made in directed(document, text, args.language, words)[1]]
    if not sentences:
        raise console.Refused("No part of the text can be pronounced.")
    if args.json:
        options.print_json([{"language": s.language, "text": s.text, "phonemes": s.phonemes,
                             "words": [asdict(word) for word in s.words], "unpronounced": s.unpronounced}
                            for s in sentences])
        return
    for sentence in sentences:
        rows = [(w.written, w.spoken, ipa(w.phonemes) or "left out", w.rule, w.source, "" if w.certain else "check")
                for w in sentence.words]
        print(f"[{sentence.language}] {sentence.text}")
        print(f"{console.table([('written', 'said', 'phonemes', 'rule', 'from', ''), *rows])}\n")
