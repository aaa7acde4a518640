"""XML read as a stream: no entities of its own, no endless depth, and an error for broken XML."""

from collections.abc import Iterable
from functools import cache
from typing import ClassVar
from xml.parsers import expat

from pipeline.convert.converter import ConversionLimits, Damaged, TooMuch, raise_limit
from pipeline.convert.silent_elements import without_silent


class Handler:
    """Receives the elements of a part, by their names without a prefix, and the text.

    `elements`: the names that it asks for, or None for all. Most elements of an office file say how
    something looks; to be called for each of them would take most of the time.
    """

    elements: ClassVar[frozenset[str] | None] = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; attributes keep the prefixes of their names."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text, whichever element it stands in."""


class _Names(dict[str, str]):
    """Names as written → names without a prefix; "" for those that no handler reads."""

    def __init__(self, wanted: frozenset[str] | None) -> None:
        super().__init__()
        self._wanted = wanted

    def __missing__(self, written: str) -> str:
        name = written[written.find(":") + 1 :]
        if self._wanted is not None and name not in self._wanted:
            name = ""
        # A file may have as many names as it likes.
        if len(self) < 1_000:
            self[written] = name
        return name


@cache
def _names(wanted: frozenset[str] | None) -> _Names:
    return _Names(wanted)


def read_xml(pieces: Iterable[bytes], handler: Handler, limits: ConversionLimits) -> None:
    """Tell `handler` of the elements and the text.

    Raises:
        Damaged: it is not well formed, or declares entities of its own.
        TooMuch: more elements in one another than `max_depth`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    depth, deepest = 0, limits.max_depth
    start, end = handler.start, handler.end
    names = _names(handler.elements)

    def opened(written: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > deepest:
            raise TooMuch(
                f"more than {deepest:,} elements in one another; {raise_limit('max_depth')}"
            )
        if name := names[written]:
            start(name, attributes)

    def closed(written: str) -> None:
        nonlocal depth
        depth -= 1
        if name := names[written]:
            end(name)

    def refused(*_: object) -> None:
        raise Damaged("its XML declares entities of its own, which are not expanded")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if type(handler).data is not Handler.data:
        parser.CharacterDataHandler = handler.data
    parser.EntityDeclHandler = refused
    if handler.elements is not None:
        pieces = without_silent(pieces, handler.elements)
    try:
        empty = True
        for piece in pieces:
            empty = False
            parser.Parse(piece, False)
        if not empty:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged(f"its XML is broken: {error}") from None
