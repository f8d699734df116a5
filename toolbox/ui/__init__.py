"""The window."""

import os

# Threads of the linear algebra wait for one another by spinning: on a busy machine a product of two small matrices then
# holds the window up for most of a second. What is large is computed in other processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
