"""Cleans labelled rows, so that a model is trained on the same texts that a run gives it."""

from collections.abc import Callable, Sequence

import msgspec

from pipeline.classify.labelled import Row
from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Failed, Filtered, Locator, Metadata, Work
from pipeline.sources.media import TEXT
from pipeline.stage import build_stages, run_stages
from workers.settings import Settings

STAGES = ("convert", "clean")


def cleaned_rows(
    rows: Sequence[Row], settings: Settings, advance: Callable[[int], None]
) -> tuple[list[Row], dict[int, str]]:
    """The rows with clean text, clean title and language; and line → why a row has none."""
    options = settings.stage_options
    stages = build_stages(STAGES, {name: options[name] for name in STAGES if name in options})
    clean: list[Row] = []
    unusable: dict[int, str] = {}
    for row in rows:
        (result,) = run_stages(stages, [_work(row)])
        match result:
            case Filtered(reason):
                unusable[row.line] = reason
            case Failed(_, error, message):
                unusable[row.line] = f"{error}: {message}"
            case Work(_, cleaned) if cleaned:
                clean.append(
                    msgspec.structs.replace(
                        row, title=cleaned.title, text=cleaned.text, language=cleaned.language
                    )
                )
        advance(1)
    return clean, unusable


def _work(row: Row) -> Work:
    locator = Locator("labelled:", record=row.line)
    metadata = Metadata(title=row.title or None)
    # A lone surrogate, which JSON can escape but UTF-8 cannot encode, is replaced.
    text = row.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Work(
        Document(
            id=document_id(locator),
            locator=locator,
            media_type=TEXT,
            raw=text,
            raw_hash=raw_hash(text, TEXT, metadata),
            size=len(text),
            metadata=metadata,
        )
    )
