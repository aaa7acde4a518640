"""Rows of a sheet as nearly all are written, read many at a time and not element by element.

A sheet may have millions of cells, and to be called for each of their elements takes most of the
time. Read here is what Excel and its kin write: attributes in their usual order, values in ASCII,
and no text in the cell itself. All other rows stay in the XML.
"""

import re
from collections.abc import Callable, Iterable, Iterator

# Column, style, kind and value of a cell, each "" where it is not said.
Cell = tuple[str, str, str, str]

_ROWS_BEGIN, _ROW, _ROW_END = b"<sheetData>", b"<row", b"</row>"
_LITERAL = b"<!"  # comments and CDATA, in which a row is none
_MOST_HELD = 1_000_000  # bytes of one row
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,40}+="[ !#-%\'-;=-~]{0,200}+")*+ ?+'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>(?:[ -%'-;=-~]|&(?:amp|lt|gt|quot|apos);)*+</f>)"
_CELL = re.compile(
    r'<c(?: r="([A-Z]{1,3})[0-9]{1,7}+")?+(?: s="([0-9]{1,9}+)")?+(?: t="([a-z]{1,3}+)")?+ ?+'
    rf"(?:/>|>(?:{_FORMULA})?+(?:<v>([ -%'-;=?-~]*+)</v>|<v/>)?+</c>)"
)
_ANY_CELL = re.sub(r"\((?!\?)", "(?:", _CELL.pattern)
_PLAIN_ROWS = re.compile(
    rf"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_ANY_CELL})*+</row>))++".encode(), re.ASCII
)


def without_plain_rows(
    pieces: Iterable[bytes], take: Callable[[list[Cell]], None]
) -> Iterator[bytes]:
    """The XML of a sheet, but for its plain rows: `take` gets their cells, in the order of all.

    `take` is called once what stands before the row was given and the next piece is asked for, so
    that both keep their order. Takes time linear in size.
    """
    held = b""
    inside, done = False, False
    for piece in pieces:
        held += piece
        done = done or _LITERAL in held
        if not (done or inside):
            begin = held.find(_ROWS_BEGIN)
            inside = begin >= 0
            # What may be the first part of the mark waits for the rest.
            cut = begin + len(_ROWS_BEGIN) if inside else max(0, len(held) - len(_ROWS_BEGIN))
            if cut:
                yield held[:cut]
            held = held[cut:]
        if inside and not done:
            at, end = 0, held.rfind(_ROW_END) + len(_ROW_END)
            while at < end and held.startswith(_ROW, at):
                if plain := _PLAIN_ROWS.match(held, at, end):
                    for row in plain[0].decode("ascii").split("</row>"):
                        take(_CELL.findall(row))
                    at = plain.end()
                else:
                    after = held.find(_ROW_END, at) + len(_ROW_END)
                    yield held[at:after]
                    at = after
            held = held[at:]
            done = len(held) > _MOST_HELD or not _ROW.startswith(held[: len(_ROW)])
        if done and held:
            yield held
            held = b""
    if held:
        yield held
