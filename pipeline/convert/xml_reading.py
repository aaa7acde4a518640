"""XML read as a stream: no entities of its own, no depth without end, and broken XML says so."""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from pipeline.convert.converter import ConversionLimits, Damaged, TooMuch


class Handler(Protocol):
    """What is told of the elements of a part, by their names without a prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


def read_xml(pieces: Iterable[bytes], handler: Handler, limits: ConversionLimits) -> None:
    """Tell `handler` of every element; attributes keep the prefixes of their names.

    Raises:
        Damaged: it is not well formed, or declares entities of its own.
        TooMuch: more elements in one another than `max_depth`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    depth = 0
    start, end = handler.start, handler.end

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.max_depth:
            raise TooMuch(f"more than {limits.max_depth:,} elements in one another")
        start(name[name.find(":") + 1 :], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name[name.find(":") + 1 :])

    def refused(*_: object) -> None:
        raise Damaged("its XML declares entities of its own, which are not expanded")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = handler.data
    parser.EntityDeclHandler = refused
    try:
        empty = True
        for piece in pieces:
            empty = False
            parser.Parse(piece, False)
        if not empty:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged(f"its XML is broken: {error}") from None
