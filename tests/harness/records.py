"""Sources of short documents for tests, and who wrote a record of the index."""

import json
from datetime import UTC, datetime
from pathlib import Path

from pipeline.fields import Written

INDEXED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def records(path: Path, count: int, text: str = "Item {n} of the garden.") -> str:
    """A JSONL file of short documents and a broken line."""
    rows = [json.dumps({"text": f"{text.format(n=n)}\n\nRead more"}) for n in range(count)]
    path.write_text("\n".join([*rows, "not JSON", ""]), encoding="utf-8")
    return str(path)


def a_writer(run: str = "r", batch: str = "b", version: int = 1) -> Written:
    """A run and a batch that wrote at `INDEXED_AT`."""
    return Written(run, batch, version, INDEXED_AT)
