"""Glued words: how many are repaired, how many words are split that were whole, what NER gains."""

from pathlib import Path
from typing import Any

from benchmarks.quality.figure import Figure
from benchmarks.quality.kit import EVEN_HALF, MODEL, damaged, documents_in, score

# Seeds of their own: the splitter's weights were fitted on the other half, with other seeds.
PARSED = ("--model", MODEL)
USUAL = ("--rate", "0.015", "--seed", "101", *PARSED)
SPARSE = ("--rate", "0.004", "--seed", "102", *PARSED)
SHORT = ("--rate", "0.015", "--seed", "103", "--phrases", "caps")


def measure() -> list[Figure]:
    """The rows on glued words and on the names lost by them."""
    usual, sparse, short = (
        damaged("bbc", *USUAL),
        damaged("bbc", *SPARSE),
        damaged("agnews", *SHORT),
    )
    with_profile = score(usual, learned=True, names=True)
    return [
        *_rows("BBC, 1.5 % damage, with the archive's profile", usual, USUAL, with_profile, True,
               recall=0.95, splits=8, clean=2),
        *_rows("BBC, 1.5 % damage, without a profile", usual, USUAL, score(usual, learned=False),
               False, recall=0.95, splits=8, clean=2),
        *_rows("BBC, 0.4 % damage, with the archive's profile", sparse, SPARSE,
               score(sparse, learned=True), True, recall=0.88, splits=6),
        *_rows("BBC, 0.4 % damage, without a profile", sparse, SPARSE,
               score(sparse, learned=False), False, recall=0.88, splits=6),
        *_rows("AG News (very short), with the archive's profile", short, SHORT,
               score(short, learned=True), True, recall=0.6, splits=10),
        *_rows("AG News (very short), without a profile", short, SHORT,
               score(short, learned=False), False, recall=0.6, splits=10),
        *_harm(usual, with_profile),
        *_names(usual, with_profile),
    ]  # fmt: skip


def _rows(
    what: str, kit: Path, options: tuple[str, ...], scored: dict[str, Any], learned: bool, *,
    recall: float, splits: float, clean: float | None = None,
) -> list[Figure]:  # fmt: skip
    told: dict[str, Any] = {
        "documents": documents_in(kit),
        "split": EVEN_HALF,
        "command": scored_by(options, learned=learned),
    }
    per_words = "false splits per 100,000 words"
    return [
        Figure(f"{what}: glue repaired", scored["damaged"]["recall"], unit="%",
               at_least=recall, **told),
        Figure(f"{what}: {per_words}, damaged", scored["damaged"]["per_100k"]["false_split"],
               at_most=splits, **told),
        Figure(f"{what}: {per_words}, clean", scored["clean"]["per_100k"]["false_split"],
               at_most=clean, **told),
    ]  # fmt: skip


def _harm(kit: Path, scored: dict[str, Any]) -> list[Figure]:
    """What cleaning does to clean texts, beyond splitting."""
    return [
        Figure(f"clean BBC articles: words {kind} per 100,000", scored["clean"]["per_100k"][kind],
               documents_in(kit), EVEN_HALF, scored_by(USUAL, learned=True))
        for kind in ("altered", "joined", "lost", "inserted")
    ]  # fmt: skip


def _names(kit: Path, scored: dict[str, Any]) -> list[Figure]:
    found = scored["entities"]
    told: dict[str, Any] = {
        "documents": documents_in(kit) // 2,
        "split": f"every second of the {EVEN_HALF}",
        "command": scored_by(USUAL, learned=True, names=True),
    }
    return [
        Figure("entity F1 lost by 1.5 % glue that cleaning brings back", found["recovery"],
               unit="%", at_least=0.95, **told),
        Figure("the same, commas that were lost too counted", found["recovery_to_1"],
               unit="%", **told),
        Figure("entity F1 of damaged texts", found["damaged"]["f1"], **told),
        Figure("entity F1 of damaged texts after cleaning", found["cleaned"]["f1"], **told),
        Figure("entity F1 of clean texts after cleaning", found["clean_cleaned"]["f1"],
               at_least=0.999, **told),
    ]  # fmt: skip


def scored_by(options: tuple[str, ...], *, learned: bool, names: bool = False) -> str:
    """How the shared scripts were called, in short."""
    call = (
        f"`corrupt.py --split hidden --dedupe {' '.join(options)}`, "
        "`score.py --callable benchmarks.quality.held_out_cleaning:clean_text"
    )
    if learned:
        call += " --setup benchmarks.quality.held_out_cleaning:learn --archive KIT/damaged"
    if names:
        call += f" --ner {MODEL} --every 2"
    return f"{call}`"
