"""The reasons for which something is left out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pipeline
from pipeline.clean.signals import SIGNALS
from pipeline.reasons import BY_A_STAGE, REASONS, meaning
from pipeline.sources import media
from pipeline.sources.selection import left_out


def literals() -> Iterator[str]:
    """The words that the code gives as reasons, but those of `left_out`."""
    for path in Path(pipeline.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"Filtered": 0, "passed_over": 1}.get(node.func.id)
                if place is not None and len(node.args) > place:
                    reason = node.args[place]
                    if isinstance(reason, ast.Constant):
                        yield str(reason.value)


def test_every_reason_of_ours_says_what_it_means() -> None:
    """Those in the code, of names, signatures and members; the table has no others."""
    given = {*literals(), left_out(".git"), left_out("Thumbs.db"), "hardlink"}
    given |= {*media._REASONS.values(), *media._SUFFIX_REASONS.values()}
    given |= {*media._TYPE_REASONS.values(), *(reason for _, reason in media._LATER_SIGNATURES)}
    assert given == set(REASONS)


def test_other_words_are_those_of_stages() -> None:
    """A signal of quality is no reason of ours."""
    assert not set(SIGNALS) & set(REASONS)
    assert meaning("words") == meaning("spam") == BY_A_STAGE
    assert meaning("empty") == REASONS["empty"]
