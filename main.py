#!/usr/bin/env python3
"""The door: `python main.py` opens the window, `python main.py COMMAND` carries out a command."""

import sys

from toolbox.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
