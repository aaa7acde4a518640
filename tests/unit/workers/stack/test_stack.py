"""What the embedded stack starts."""

import pytest

from workers.settings import load_settings
from workers.stack.stack import worker_specs


@pytest.mark.usefixtures("data_dir")
def test_only_the_index_writer_keeps_its_memory_in_one_arena() -> None:
    """Its threads merge in turns; in several arenas each would keep what it has freed."""
    arenas = {
        spec.name: spec.environment.get("MALLOC_ARENA_MAX")
        for spec in worker_specs(load_settings())
    }
    assert arenas == {"worker": None, "index": "1"}
