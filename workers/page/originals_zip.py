"""The originals of a search's result as a zip, streamed, with a table of what is in it."""

import csv
import io
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.index import Index, SearchRequest
from workers.page.asked import Asked
from workers.page.document import file_name
from workers.page.requested import index_of, settings_of
from workers.reading.cell import harmless_cell
from workers.reading.original import OriginalGone, read_originals
from workers.reading.plain_text import harmless
from workers.settings import Settings

MOST_ORIGINALS = 10_000  # in one file
MOST_BYTES = 20_000_000_000  # of all of them
RECORDS_AT_ONCE = 500
FIELDS = ("source", "member", "record", "run", "raw_hash")
MANIFEST = "manifest.csv"
COLUMNS = ("id", "source", "member", "record", "file", "bytes", "sha256", "note")
CHANGED = "changed since it was indexed"

Record = Mapping[str, Any]


class _Gathered(io.RawIOBase):
    """What a zip is written to: keeps what was not taken yet. It can only be written on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keep it."""
        self._pieces.append(bytes(data))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """All that was written since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def originals_zip(request: Request) -> Response:
    """Every document of a search, copies too, each as it is in its source.

    Raises:
        ConfigurationError: there are more than `MOST_ORIGINALS`, or none.
    """
    asked = Asked.of(request.query_params.multi_items()).first_page()
    index = index_of(request)
    query = asked.node()
    total = index.search(SearchRequest(query, size=1)).total
    if not 0 < total <= MOST_ORIGINALS:
        raise ConfigurationError(
            f"{total:,} documents are found: from 1 to {MOST_ORIGINALS:,} can be had as one file, "
            "so narrow the search down first"
        )
    ids = [one.id for one in islice(index.held(query), MOST_ORIGINALS)]
    return StreamingResponse(
        zipped(settings_of(request), index, ids),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="originals.zip"'},
    )


def zipped(settings: Settings, index: Index, ids: Sequence[str]) -> Iterator[bytes]:
    """The bytes of the zip; one original after the other is in memory, and the table to the end."""
    gathered = _Gathered()
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    table.writerow(COLUMNS)
    size = 0
    with zipfile.ZipFile(gathered, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for number, (record, raw, note) in enumerate(_read(settings, index, ids), 1):
            name = digest = length = ""
            if raw is not None and size + len(raw) > MOST_BYTES:
                raw, note = None, f"left out: all are more than {MOST_BYTES:,} bytes"
            if raw is not None:
                size += len(raw)
                name, digest, length = _name(number, record), sha256(raw).hexdigest(), str(len(raw))
                file.writestr(_entry(name), raw)
            place = [record.get(field, "") for field in ("id", "source", "member", "record")]
            table.writerow(map(harmless_cell, (*place, name, length, digest, note)))
            yield gathered.taken()
        file.writestr(_entry(MANIFEST), rows.getvalue())
    yield gathered.taken()


def _read(
    settings: Settings, index: Index, ids: Sequence[str]
) -> Iterator[tuple[Record, bytes | None, str]]:
    """Each record with its bytes, None where they cannot be read, and why or what is to note."""
    by_run: dict[str, list[Record]] = {}
    for start in range(0, len(ids), RECORDS_AT_ONCE):
        some = ids[start : start + RECORDS_AT_ONCE]
        for id, stored in zip(some, index.records(some, FIELDS), strict=True):
            if stored is None:
                yield {"id": id}, None, "removed from the index meanwhile"
            else:
                by_run.setdefault(stored["run"], []).append({**stored, "id": id})
    for records in by_run.values():
        left = {record["id"]: record for record in records}
        try:
            for record, found in read_originals(settings, records):
                del left[record["id"]]
                if isinstance(found, OriginalGone):
                    yield record, None, str(found)
                else:
                    yield record, found.raw, "" if found.is_as_indexed else CHANGED
        except DocmillError as error:  # of a whole run; what is left of it has no bytes
            for record in left.values():
                yield record, None, str(error)


def _name(number: int, record: Record) -> str:
    """A name for a file in the zip: without folders, and none twice."""
    plain = harmless(file_name(record)).replace("\\", "_").replace(":", "_")
    return f"{number:05}-{plain[-150:]}"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.gmtime()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
