"""One entity, one name: `docmill analyze` against the development gold."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.corpus import CACHE, ROOT, SHARED, articles
from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.quality.figure import Figure
from benchmarks.quality.kit import run

GOLD = ROOT / "benchmarks" / "quality" / "gold"
MADE = "looked at while the joining was made"


def measure() -> list[Figure]:
    """The rows on joined entities, on articles and on traps of false joins."""
    gold = GOLD / "entities-dev.jsonl"
    wanted = {article.id: article.text for article in articles("bbc")}
    scored = joined(gold, {row["id"]: wanted[row["id"]] for row in rows(gold)})
    overall: dict[str, Any] = scored["overall"]
    told: dict[str, Any] = {
        "documents": scored["documents"],
        "split": f"development gold, annotated by hand; {MADE}",
        "command": "`docmill analyze -` on the articles of "
        "benchmarks/quality/gold/entities-dev.jsonl, `score.py --gold`",
    }
    unseen = GOLD / "entities-unseen.jsonl"
    scored_unseen = joined(unseen, {row["id"]: wanted[row["id"]] for row in rows(unseen)})
    on_unseen: dict[str, Any] = {
        "documents": scored_unseen["documents"],
        "split": "annotated by hand before anybody saw what docmill finds there; no rule was made "
        "on them, but the English network was chosen by them among others",
        "command": "the same on benchmarks/quality/gold/entities-unseen.jsonl",
    }
    traps = GOLD / "traps.jsonl"
    trapped = joined(traps, {row["id"]: row["text"] for row in rows(traps)})
    on_traps: dict[str, Any] = {
        "documents": trapped["documents"],
        "split": f"traps of false joins, written for it; {MADE}",
        "command": "the same on benchmarks/quality/gold/traps.jsonl",
    }
    return [
        Figure("entities: joined F1", overall["joined_f1"], at_least=0.73, **told),
        Figure("entities found under exactly one name, the best", overall["clean"],
               at_least=0.74, **told),
        Figure("two entities under one name", overall["merged"], at_most=0, **told),
        Figure("names that are right", overall["name_precision"], unit="%", **told),
        Figure("names with a wrong type", overall["wrong_type"] / overall["predicted"], unit="%",
               **told),
        Figure("unseen articles: joined F1", scored_unseen["overall"]["joined_f1"], **on_unseen),
        Figure("unseen articles: found under exactly one name, the best",
               scored_unseen["overall"]["clean"], **on_unseen),
        Figure("unseen articles: two entities under one name", scored_unseen["overall"]["merged"],
               at_most=0, **on_unseen),
        Figure("traps: joined F1", trapped["overall"]["joined_f1"], **on_traps),
        Figure("traps: two entities under one name", trapped["overall"]["merged"], at_most=0,
               **on_traps),
    ]  # fmt: skip


def joined(gold: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the shared scorer says of `docmill analyze` on texts by id."""
    given = "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items())
    records = CACHE / "entities.jsonl"
    records.write_text(run(DOCMILL, "analyze", "-", "--json", given=given), encoding="utf-8")
    script = SHARED / "eval/entities/score.py"
    scored: dict[str, Any] = json.loads(run(str(script), str(records), "--gold", str(gold)))
    return scored


def rows(gold: Path) -> list[dict[str, Any]]:
    """The documents of a gold file."""
    return [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
