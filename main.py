#!/usr/bin/env python3
"""The door: `python main.py` opens the window, `python main.py COMMAND` carries out a command."""

import sys

try:
    from toolbox.cli.main import main
except KeyboardInterrupt:  # Ctrl-C before the commands are there to answer it
    print("Interrupted.", file=sys.stderr)
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
