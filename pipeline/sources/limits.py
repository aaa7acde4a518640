"""How much a source may ask of docmill before it is refused."""

from pipeline.records import Record


class Limits(Record, frozen=True):
    """All sizes in bytes.

    `max_document_bytes`: a larger document fails alone, without being read whole.
    `max_ratio`: how many bytes one compressed byte may become. Prose packs 3 to 10 times and
    repetitive logs some 50 times, a bomb 1,000 times and more. It is asked only above
    `ratio_from_bytes` of unpacked data, because small files pack freely.
    `max_archive_bytes`: what may be unpacked from one file on disk in all, at every level of the
    archives in it. `max_members`: files in these. `max_depth`: how many containers may stand in
    one another.
    """

    max_document_bytes: int = 50_000_000
    max_ratio: int = 200
    ratio_from_bytes: int = 10_000_000
    max_archive_bytes: int = 1_000_000_000_000
    max_members: int = 10_000_000
    max_depth: int = 5
