"""Runs docmill's converters over a list of files, in a process of its own.

    python -m benchmarks.formats.ours NAMES WARMING COUNTED

Reads all files in so many rounds. One line of JSON for each file: name, text, median of its CPU
seconds in the rounds that count, what went wrong.
"""

import json
import statistics
import sys
import time
from pathlib import Path

from pipeline.convert.stage import ConvertStage
from pipeline.records import Converted, Document, Failed, Filtered, Locator, Metadata, Work
from pipeline.sources.container import HEAD_BYTES
from pipeline.sources.media import has_insides, type_by_head, type_inside

# Of the files that both are given.
SUFFIXES = (
    ".pdf", ".rtf", ".epub", ".doc", ".xls", ".ppt", ".docx", ".pptx", ".xlsx", ".xlsb",
    ".odt", ".ods", ".odp",
)  # fmt: skip


def read(name: str, data: bytes, stage: ConvertStage) -> tuple[str, str]:
    """The text, and what went wrong; the type of the file is told by its content, as in a run."""
    media_type = type_by_head(name, data[:HEAD_BYTES])
    if has_insides(media_type):
        media_type = type_inside(media_type, name, data)
    document = Document(
        id="", locator=Locator(name), media_type=media_type, raw=data, raw_hash="", size=len(data),
        metadata=Metadata(),
    )  # fmt: skip
    match stage.process([Work(document)]):
        case [Work(converted=Converted(text=text))]:
            return text, ""
        case [Filtered(reason=reason)]:
            return "", reason
        case [Failed(error=error)]:
            return "", error
        case other:
            raise AssertionError(other)


def main() -> None:
    """Read all files as often as asked for."""
    names = Path(sys.argv[1]).read_text().splitlines()
    warming, counted = map(int, sys.argv[2:])
    stage = ConvertStage(pdf={"ocr": False})
    seconds: dict[str, list[float]] = {name: [] for name in names}
    made: dict[str, tuple[str, str]] = {}
    for number in range(warming + counted):
        for name in names:
            data = Path(name).read_bytes()
            start = time.process_time()
            made[name] = read(name, data, stage)
            if number >= warming:
                seconds[name].append(time.process_time() - start)
    for name in names:
        text, error = made[name]
        spent = statistics.median(seconds[name])
        print(json.dumps({"name": name, "text": text, "seconds": spent, "error": error}))


if __name__ == "__main__":
    main()
