"""docs/explanation/glossary.md: each term once, and where it says."""

import re
from collections import Counter
from pathlib import Path

import pipeline.records
import workers.broker.payloads
import workers.ledger.records

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "explanation" / "glossary.md").read_text("utf-8")
_TERM = re.compile(r"^\| ([a-z][\w ]*) \|", re.MULTILINE)
_PATH = re.compile(r"`((?:pipeline|workers)/[\w/.]+)`")
_RECORD = re.compile(r"`([A-Z]\w+)(?:\.(\w+))?` \|$", re.MULTILINE)


def test_each_term_stands_once() -> None:
    """One word, one meaning."""
    terms = Counter(_TERM.findall(TEXT)) - Counter({"term": 4})
    assert len(terms) > 50
    assert [term for term, times in terms.items() if times > 1] == []


def test_every_place_exists() -> None:
    """Files that moved are found here."""
    paths = _PATH.findall(TEXT)
    assert len(paths) > 25
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_record_exists_with_its_field() -> None:
    """The records that the page names are those of the code."""
    modules = (pipeline.records, workers.broker.payloads, workers.ledger.records)
    named = _RECORD.findall(TEXT)
    assert len(named) > 8
    for record, field in named:
        found = [getattr(module, record) for module in modules if hasattr(module, record)]
        assert found, record
        assert not field or field in found[0].__struct_fields__, f"{record}.{field}"
