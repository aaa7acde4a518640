"""`docmill search` answers at once: it loads nothing that only runs need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each takes a tenth of a second to some seconds to load.
HEAVY = {
    "billiard", "celery", "elasticsearch", "flower", "ftfy", "kombu", "numpy", "phonenumbers",
    "py3langid", "redis", "resiliparse", "scipy", "sklearn", "spacy", "thinc", "tornado",
}  # fmt: skip
LOADED = """
import sys
from workers.command.command_line import run_command
code = run_command(sys.argv[1:])
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [("search", "treaty", "--facets", "--json"), ("search", "gov*t~", "--csv"), ("show", "a")],
)
def test_a_search_of_the_embedded_index_loads_little(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    """Neither the stages' libraries, nor the queue's, nor another index's client."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DOCMILL_")}
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env={**environment, "DOCMILL_DATA_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code == ("1" if arguments[0] == "show" else "0")
    # The control: what it does need is there.
    assert {"tantivy", "luqum"} <= set(modules) or arguments[0] == "show"
    assert HEAVY & set(modules) == set()
