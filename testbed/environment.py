"""The environment in which tests and benchmarks start docmill: without the user's own settings."""

import os
from collections.abc import Mapping


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """This environment without docmill's own variables, plus `extra`; PYTHONPATH grows."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DOCMILL_") or name.startswith("DOCMILL_TEST_")
    }
    paths = [path for path in (extra.get("PYTHONPATH"), inherited.get("PYTHONPATH")) if path]
    return {**inherited, **extra, **({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})}
