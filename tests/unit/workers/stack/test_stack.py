"""What the embedded stack starts."""

from pathlib import Path

import pytest

from workers.settings import load_settings
from workers.stack.stack import quoted, worker_specs


def test_a_path_with_marks_is_one_word_of_the_brokers_configuration() -> None:
    """A quotation mark, a backslash or a line end in it would end the word, or the line."""
    assert quoted(Path("/srv/doc mill/b-1")) == '"/srv/doc mill/b-1"'
    assert quoted(Path('/a "b"/\\c\nd/#ü')) == r'"/a \x22b\x22/\x5cc\x0ad/\x23\xc3\xbc"'


@pytest.mark.usefixtures("data_dir")
def test_only_the_index_writer_keeps_its_memory_in_one_arena() -> None:
    """Its threads merge in turns; in several arenas each would keep what it has freed."""
    arenas = {
        spec.name: spec.environment.get("MALLOC_ARENA_MAX")
        for spec in worker_specs(load_settings())
    }
    assert arenas == {"worker": None, "index": "1"}
