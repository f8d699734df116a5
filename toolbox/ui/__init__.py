"""The window."""

import os

# Threads of linear algebra libraries wait by spinning: on a busy machine, a product of two small matrices would then
# block the window for most of a second. Large computations run in other processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
