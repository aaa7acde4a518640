"""The reasons for which something is left out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline import extras
from pipeline.clean.signals import SIGNALS
from pipeline.extras import NEEDS_EXTRA
from pipeline.reasons import BY_A_STAGE, REASONS, meaning
from pipeline.sources.media import left_out as kinds
from pipeline.sources.selection import left_out

REASON_AT = {"Filtered": 0, "passed_over": 1}  # which argument of a call is the reason


def literals() -> Iterator[str]:
    """The words that the code gives as reasons, but those of `left_out`."""
    for path in Path(pipeline.__file__).parent.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in code for name in REASON_AT):
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = REASON_AT.get(node.func.id)
                if place is not None and len(node.args) > place:
                    reason = node.args[place]
                    if isinstance(reason, ast.Constant):
                        yield str(reason.value)


def test_every_reason_of_ours_says_what_it_means() -> None:
    """Those in the code, of names, signatures and members; the table has no others."""
    given = {*literals(), left_out(".git"), left_out("Thumbs.db"), "hardlink"}
    given |= {*kinds._REASONS.values(), *(reason for _, reason in kinds._FAMILIES)}
    assert given | {NEEDS_EXTRA, "no-text-layer"} == set(REASONS)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it reads and how it is installed; those that are installed are not."""
    monkeypatch.setattr(extras, "is_installed", lambda extra: extra not in ("rar", "pst"))
    told = meaning("needs-extra")
    assert "RAR archives" in told
    assert "pip install 'docmill[pst,rar]'" in told
    assert "Parquet" not in told
    monkeypatch.setattr(extras, "is_installed", lambda extra: True)
    assert "all extras are installed here" in meaning("needs-extra")


def test_other_words_are_those_of_stages() -> None:
    """A signal of quality is no reason of ours."""
    assert not set(SIGNALS) & set(REASONS)
    assert meaning("words") == meaning("spam") == BY_A_STAGE
    assert meaning("empty") == REASONS["empty"]
