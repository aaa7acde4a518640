"""A small library for the tests of the page: what its documents are, and where they lie."""

from pathlib import Path
from typing import Any

from pipeline.index import IndexEntry
from pipeline.records import Document, Failed, Indexed, Locator
from tests.contract.indexes import entry
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.settings import Settings

HARBOUR = (
    "The harbour of Gothenburg opened again. Maria Svensson of Stena Line spoke at the harbour, "
    "and Gothenburg listened. Oysters from the harbours of Bohuslän were sold out."
)
HOSTILE = (
    '<script>window.harmed = true</script><svg onload="window.harmed = true"></svg>'
    '<a href="javascript:window.harmed=true">click</a>\'"><img src=x onerror=window.harmed=true> '
    "\x1b[31mred\x1b[0m \u202eesrever\u202c «guillemets» {{ 7 * 7 }} villain"
)


def mention(
    text: str, name: str, label: str, nth: int = 0, within: str = HARBOUR
) -> dict[str, Any]:
    """The mention of a name where it stands for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = within.index(text, start + 1)
    return {
        "start": start, "end": start + len(text), "text": text, "label": label, "entity": name,
    }  # fmt: skip


def library(directory: Path) -> list[IndexEntry]:
    """The documents; the original of "harbour" and "hostile" lie in `directory`."""
    harbour, hostile = directory / "harbour.txt", directory / "hostile.html"
    harbour.write_text(HARBOUR, encoding="utf-8")
    hostile.write_text(f"<html><body>{HOSTILE}</body></html>", encoding="utf-8")
    common: dict[str, Any] = {
        "language": "en",
        "run": "a-run",
        "batch": "0000001",
        "fingerprints": ["clean:1"],
    }
    made = [
        entry(
            "harbour", title="Harbour festival", text=HARBOUR, source=harbour.as_uri(),
            content_hash="h1", published="2022-05-14T10:00:00Z", media_type="text/plain",
            people=["Maria Svensson"], organizations=["Stena Line"],
            places=["Gothenburg", "Bohuslän"], topics=["culture"], topic_scores={"culture": 0.9},
            mentions=[
                mention("Gothenburg", "Gothenburg", "place"),
                mention("Maria Svensson", "Maria Svensson", "person"),
                mention("Stena Line", "Stena Line", "organization"),
                mention("Gothenburg", "Gothenburg", "place", 1),
                mention("Bohuslän", "Bohuslän", "place"),
            ],
            repairs=[{
                "name": "glued-word", "version": 1, "start": HARBOUR.index("sold out"),
                "before": "soldout", "after": "sold out", "evidence": "both are words",
            }],
            repair_counts={"glued-word": 1}, **common,
        ),
        entry(
            "copy", title="Harbour festival (copy)", text=HARBOUR, source="file:///else/where.txt",
            content_hash="h1", published="2022-05-15T10:00:00Z", media_type="text/plain", **common,
        ),
        entry(
            "hostile", title=HOSTILE, text=HOSTILE, source=hostile.as_uri(), content_hash="h2",
            people=[HOSTILE[:200]], published="2024-01-02T00:00:00Z", media_type="text/html",
            author=HOSTILE[:200], metadata={"section": [HOSTILE]}, language="en", run="a-run",
            mentions=[{
                "start": 0, "end": 8, "text": HOSTILE[:8], "label": "person\"><script>",
                "entity": HOSTILE[:200],
            }],
        ),
        entry(
            "letter", title="A letter", text="The harbour accounts are attached.",
            source="file:///mail/a.eml", content_hash="h3", published="2023-02-01T00:00:00Z",
            media_type="message/rfc822", mail_from=["maria@example.org"],
            thread="<one@example.org>", **common,
        ),
        entry(
            "reply", title="Re: A letter", text="They were read.\n> Look at them.", source="file:///mail/b.eml",
            content_hash="h7", published="2023-02-03T00:00:00Z", media_type="message/rfc822",
            author="Oskar", thread="<one@example.org>", mail_to=["maria@example.org"],
            marks=[{"kind": "quoted", "start": 16, "end": 31, "evidence": "> begins its lines"}],
            **common,
        ),
        entry(
            "attachment", title="Accounts", text="Figures of the year.", content_hash="h4",
            source="file:///mail/a.eml", member="accounts.txt", parent="letter", family="letter",
            media_type="text/plain", **common,
        ),
        entry(
            "formula", title="=1+1", text="A formula.", source="file:///formula.txt",
            content_hash="h6", places=["Oslo", "Bergen"], media_type="text/plain", **common,
        ),
        entry(
            "long", title="A long text", source="file:///long.txt", content_hash="h5",
            text="\n".join(f"line {n} of many words" for n in range(9_000)) + "\nthe needle",
            media_type="text/plain", **common,
        ),
    ]  # fmt: skip
    alike = " ".join(f"word{n}" for n in range(60))
    made += [
        entry(
            id, title=title, text=f"alike {alike[: -len(title)]}", content_hash=id,
            source=f"file:///alike/{id}.txt", media_type="text/plain", **common,
        )
        for id, title in (("alike-1", "Alike 1"), ("alike-2", "Alike 2 again"))
    ]  # fmt: skip
    made.append(
        entry(
            "alike-3", title="Different", text="alike in no other word", content_hash="alike-3",
            source="file:///alike/3.txt", media_type="text/plain", **common,
        )
    )  # fmt: skip
    made += [
        entry(
            f"note-{n:02}", title=f"Note {n}", text=f"minutes number {n}", content_hash=f"n{n}",
            source=f"file:///notes/{n:02}.txt", published=f"2021-{n % 12 + 1:02}-01T00:00:00Z",
            places=["Berlin" if n % 2 else "Bern"], media_type="text/plain", **common,
        )
        for n in range(45)
    ]  # fmt: skip
    return made


def note_run(settings: Settings, run: str) -> None:
    """A run of the data directory in its ledger: originals are read where a run was to read."""
    ledger = Ledger(settings.ledger_path, writable=True)
    ledger.begin(run, 1_000, Request((str(settings.data_dir),)))
    ledger.finish(run, State.DONE)
    ledger.close()


def write_runs(settings: Settings) -> None:
    """A ledger with a run that ended, one document of which failed, and one that goes on."""
    ledger = Ledger(settings.ledger_path, writable=True)
    for run in ("a-run", "going"):
        ledger.begin(run, 1_000, Request((str(settings.data_dir),)))
        places = tuple(
            Place(Document(f"{n:032x}", Locator(f"file:///{n}"), "text/plain", None, "0" * 32, 10))
            for n in range(2)
        )
        ledger.add_batch(run, 1, Envelope(1_000, False, places))
        outcomes = (Failed("clean", "Odd", HOSTILE), Indexed())
        ledger.commit(run, [Report(1, 1, outcomes, (), "host:1", 1_750_000_000_123)])
        if run == "a-run":
            ledger.finish(run, State.DONE)
    ledger.close()
