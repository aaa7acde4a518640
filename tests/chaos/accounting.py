"""Nothing lost, nothing doubled: the balance, the index and the sources say the same."""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.chaos.articles import WORD
from tests.harness.command import Docmill
from tests.harness.sources import documents, read_all


def accounted(docmill: Docmill, source: Path, balance: Any) -> None:
    """Every document of the source is indexed once, and nothing else is."""
    ids = {document.id for document in documents(read_all(source))}
    assert balance["state"] == "done", balance
    assert balance["failed"] == 0, balance["failures"]
    outcomes = ("indexed", "unchanged", "duplicate", "filtered", "failed", "in_flight")
    assert sum(balance[name] for name in outcomes) == balance["expected"] == len(ids), balance
    assert balance["indexed"] == len(ids), balance
    verified(docmill, ids)


def verified(docmill: Docmill, ids: set[str]) -> None:
    """`docmill verify` finds no difference, and a search finds each id once and no other."""
    answer = docmill("verify", "--json")
    assert answer.exit_code == 0, answer.output + answer.errors
    assert answer.json["confirmed"] == len(ids), answer.output
    answer = docmill("search", WORD, "--all", "--json")
    assert answer.exit_code == 0, answer.errors
    found = Counter(hit["id"] for hit in answer.lines)
    assert set(found) == ids, f"lost {len(ids - set(found))}, unknown {len(set(found) - ids)}"
    assert set(found.values()) == {1}, "doubled"
