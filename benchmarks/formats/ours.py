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

from pipeline.convert.converter import Conversion, ConversionLimits, Converter
from pipeline.convert.registry import build_converters
from pipeline.errors import DocumentError
from pipeline.records import Filtered

# By their names, as this measures the converters and not how types are told.
MEDIA_TYPES = {
    ".pdf": "application/pdf", ".rtf": "application/rtf", ".epub": "application/epub+zip",
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}  # fmt: skip


def converter_for(name: str, converters: list[Converter]) -> tuple[Converter, str]:
    """The converter of a file by its name, and its media type."""
    media_type = MEDIA_TYPES[Path(name).suffix.lower()]
    return next(c for c in converters if media_type in c.media_types), media_type


def read(data: bytes, converter: Converter, media_type: str) -> tuple[str, str]:
    """The text, and what went wrong; a file that is filtered has no text."""
    try:
        result = converter.convert(data, media_type)
    except DocumentError as error:
        return "", f"{type(error).__name__}: {error}"
    match result:
        case Conversion(converted, _):
            return converted.text, ""
        case Filtered(reason):
            return "", reason


def main() -> None:
    """Read all files as often as asked for."""
    names = Path(sys.argv[1]).read_text().splitlines()
    warming, counted = map(int, sys.argv[2:])
    converters = build_converters(ConversionLimits(), {"pdf": {"ocr": False}})
    seconds: dict[str, list[float]] = {name: [] for name in names}
    made: dict[str, tuple[str, str]] = {}
    for number in range(warming + counted):
        for name in names:
            converter, media_type = converter_for(name, converters)
            data = Path(name).read_bytes()
            start = time.process_time()
            made[name] = read(data, converter, media_type)
            if number >= warming:
                seconds[name].append(time.process_time() - start)
    for name in names:
        text, error = made[name]
        spent = statistics.median(seconds[name])
        print(json.dumps({"name": name, "text": text, "seconds": spent, "error": error}))


if __name__ == "__main__":
    main()
