"""What a worker loads before it takes work: nothing of it is left for the first batch."""

import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
import sys
from workers.settings import load_settings
from workers.worker.process import Process
settings = load_settings(**{settings!r})
Process(settings, ["index"], gathers=False).load()
before = set(sys.modules)
from workers.indexes import open_index
open_index(settings).close()
print({client!r} in before, *sorted(set(sys.modules) - before))
"""


@pytest.mark.parametrize(
    ("url", "client"), [("http://localhost:9", "elasticsearch"), (None, "tantivy")]
)
def test_the_client_of_the_index_is_loaded_before_the_fork(
    url: str | None, client: str, tmp_path: Path
) -> None:
    """All children share it, and none spends its first half second on importing it."""
    code = LOADED.format(settings={"index_url": url, "data_dir": str(tmp_path)}, client=client)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True"]
