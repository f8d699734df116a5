"""The window, which opens without a command."""

import signal

from toolbox.cli import console
from toolbox.core.settings import PROGRAM, SYSTEM


def run(args):
    """Open the window."""
    try:
        from toolbox.ui.window.app import main as window
    except ImportError as error:
        raise console.Missing(f"The window cannot open ({error}): {SYSTEM}. `{PROGRAM} demo` does without a "
                              "window.") from None
    for number in console.SIGNALS:
        signal.signal(number, signal.SIG_DFL)  # Qt's event loop would not let Python handle them
    given = {"--library": args.library, "--profile": args.profile, "--device": args.device}
    return window([word for option, value in given.items() if value for word in (option, str(value))])
