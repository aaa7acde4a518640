"""Limits array libraries to one thread; otherwise they start one for each core."""

import os

# The libraries read these once, when they are loaded. When the threads of several processes compete
# for the same cores, the throughput of all is halved.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}


def take_one_core() -> None:
    """Use one thread, unless the environment says otherwise; to call before numpy is loaded."""
    for name, threads in ONE_THREAD.items():
        os.environ.setdefault(name, threads)
