"""The product: engine, window, command line."""

import os

VERSION = "0.1.0"

# PyTorch's threads spin while they wait for one another; beside another busy program that costs ten times the time that
# it saves. Read once, when torch is loaded, so it stands here.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
