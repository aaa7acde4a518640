"""How much of a machine one process takes: libraries for arrays start a thread a core otherwise."""

import os

# They read it once, when they are loaded; threads of several processes that compete for the same
# cores halve the throughput of all.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}


def take_one_core() -> None:
    """Compute with one thread, unless the environment says otherwise; before numpy is loaded."""
    for name, threads in ONE_THREAD.items():
        os.environ.setdefault(name, threads)
