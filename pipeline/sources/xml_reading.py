"""XML as a stream: the name of its root, and its elements one after the other."""

import io
import re
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from pipeline.encoding import wide_encoding
from pipeline.sources.problems import Corrupt, DocumentTooLarge, most_bytes

# Beginnings of XML in UTF-16.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# What XML begins with, blanks before it among that.
XML_MARKS = (b"<", b"\xef\xbb\xbf", *_WIDE, b" ", b"\t", b"\n", b"\v", b"\f", b"\r")
# What may stand before the root: a mark, the declaration, comments, instructions, a document type.
_ROOT = re.compile(
    r"(?:\ufeff)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:[\w.-]+:)?(?P<name>[\w.-]+)",
    re.DOTALL,
)


def root(head: bytes) -> str:
    """The name of the root of XML that begins so, without its prefix; "" if it is no XML."""
    start = head[:4].removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_WIDE):
        encoding = wide_encoding(head)
    elif start[:1] == b"<" or start[:1].isspace():
        encoding = "latin-1"
    else:
        return ""
    if not encoding:
        return ""
    found = _ROOT.match(head.decode(encoding, "replace").removeprefix("\xef\xbb\xbf"))
    return found["name"] if found else ""


# What an element may take beyond its text, and what is read at once before it is known.
MOST_MARKUP = 1_000_000


class Limited(io.RawIOBase):
    """A stream of which no more than a limit is read between two calls of `renew`.

    So no element holds more: it fails instead of filling memory.
    """

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = self._left = limit

    def readable(self) -> bool:
        return True

    def renew(self) -> None:
        self._left = self._limit

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise DocumentTooLarge(f"an element is larger than {most_bytes(self._limit)}")
        buffer[: len(data)] = data
        return len(data)


def elements(stream: IO[bytes], names: frozenset[str], limit: int) -> Iterator[Element]:
    """The elements of these local names, whole, and taken out of memory when the next is asked for.

    One that stands in another is part of that. Names of tags keep their namespace.

    Raises:
        Corrupt: it is not well-formed, or has entities of its own, which are not resolved.
        DocumentTooLarge: an element is larger than `limit` bytes.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    limited = Limited(stream, limit + MOST_MARKUP)
    path: list[Element] = []
    inside = 0
    try:
        for event, element in iterparse(limited, events=("start", "end"), forbid_dtd=False):
            wanted = local(element.tag) in names
            if event == "start":
                path.append(element)
                inside += wanted
                continue
            path.pop()
            inside -= wanted
            if inside:
                continue
            if wanted:
                yield element
                limited.renew()
            if path:  # all that is done is forgotten, the parent's list of it too
                path[-1].remove(element)
    except DefusedXmlException as error:
        raise Corrupt(f"the XML defines entities, which are not resolved here: {error}") from error
    except ParseError as error:
        raise Corrupt(f"the XML is not well-formed: {error}") from error


def local(tag: object) -> str:
    """A tag's name without its namespace; "" for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element, *names: str) -> Element | None:
    """The first descendant along these local names."""
    for name in names:
        found = next((one for one in element if local(one.tag) == name), None)
        if found is None:
            return None
        element = found
    return element


def text_of(element: Element | None) -> str:
    """All text in an element, with single blanks."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def find_all(element: Element, name: str) -> list[Element]:
    """All descendants of a local name, in their order."""
    return [one for one in element.iter() if local(one.tag) == name]
