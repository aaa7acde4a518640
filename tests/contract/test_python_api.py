"""The stages from Python: `pipeline.analyze` and `pipeline.Analyzer`."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from pipeline import Analyzer, analyze
from pipeline.analyzer import BATCH
from pipeline.errors import ConfigurationError, DocumentError
from pipeline.records import Document, Failed, Filtered, Locator, Metadata, Unread, Work

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/use-from-python.md"
# A Python block, and the text block of what it prints if the page has one.
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\s*^```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("code", "printed"), BLOCK.findall(PAGE.read_text(encoding="utf-8")), ids=lambda part: part[:40]
)
def test_the_examples_of_the_docs_print_what_they_say(
    code: str, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every Python block of the how-to runs, and prints what the page shows behind it."""
    monkeypatch.chdir(ROOT)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, {})
    assert output.getvalue()
    if printed:
        assert output.getvalue() == printed


def test_an_analyzed_text_has_what_each_stage_gives() -> None:
    """Clean text, entities with offsets in it, topics; metadata that was given goes along."""
    work = analyze(
        "The minister said that Angela Merkel would visit the city of Hamburg on Tuesday.",
        metadata=Metadata(title="A visit"),
    )
    assert work.cleaned is not None
    assert work.entities is not None
    assert work.topics is not None
    assert work.cleaned.title == "A visit"
    assert {m.text for m in work.entities.mentions} >= {"Angela Merkel", "Hamburg"}
    for mention in work.entities.mentions:
        assert work.cleaned.text[mention.start : mention.end] == mention.text


def test_what_is_left_out_says_why() -> None:
    """One document that a stage leaves out or fails on is an error with the reason."""
    with pytest.raises(DocumentError, match="left out: empty"):
        analyze(" \n ")
    with pytest.raises(DocumentError, match="left out: not-text"):
        analyze(b"\x00\x01\x02\x03" * 100)


def test_results_come_in_the_order_of_the_documents() -> None:
    """What was not read, what is left out and what is analyzed keep their places over batches."""
    analyzer = Analyzer(["convert", "clean"])
    usual = [
        Document(str(n), Locator("test:", record=n), "text/plain", f"Text number {n}.", "", 16)
        for n in range(2 * BATCH)
    ]
    gone = Unread(Locator("test:away"), Failed("source", "Truncated", "it ends too early"))
    given: list[Document | Unread] = [usual[0], gone, *usual[1:]]
    given[40] = Document("x", Locator("test:x"), "text/plain", "", "", 0)
    results = list(analyzer.each(given))
    assert len(results) == len(given)
    assert results[1] == gone.outcome
    assert results[40] == Filtered("empty")
    for item, result in zip(given, results, strict=True):
        if isinstance(result, Work):
            assert isinstance(item, Document)
            assert result.document.id == item.id
            assert result.cleaned is not None
            assert result.cleaned.text == item.raw


def test_a_stage_that_is_not_there_is_named() -> None:
    """Stages and options are checked when the analyzer is made."""
    with pytest.raises(ConfigurationError, match="translate"):
        Analyzer(["convert", "clean", "translate"])
    with pytest.raises(ConfigurationError, match="nothing"):
        Analyzer(["convert", "clean"], {"clean": {"nothing": 1}})
