"""The text of a message: the best of its alternatives, all of what else it says."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from pipeline.convert.content_lines import calendar_text
from pipeline.convert.mail.encrypted import encrypted
from pipeline.convert.mail.flowed import unflowed
from pipeline.convert.mail.html_body import html_body
from pipeline.convert.mail.quoting import Kind, marks
from pipeline.convert.mail.rich_text import enriched_text, rtf_text
from pipeline.convert.page import decode_page
from pipeline.encoding import Decoded, decode
from pipeline.encoding.names import python_name
from pipeline.mail.attachments import SIGNATURES, leaves
from pipeline.mail.parts import Message, Part
from pipeline.mail.transfer import content
from pipeline.records import Mark

HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-amp-html"})
RTF = frozenset({"text/rtf", "application/rtf"})
# How a page that was saved as a message looks, and what it does.
BESIDE_PAGES = frozenset({"text/css", "text/javascript"})
ELSEWHERE = "message/external-body"  # its parameters say where the body is, RFC 2046, 5.2.3
# A rendering of the same text lacks few of its words; beyond this share it says something else.
SAME_TEXT = 0.1
OTHER_TEXT, FEWEST_WORDS = 0.3, 3
_URL = re.compile(r"(?:https?|mailto|cid):\S+|\[(?:cid|image)[^\]\n]{0,200}\]")
_TOKEN = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]{3,}")
NO_PARAMETERS: Mapping[str, str] = {}


class Piece(NamedTuple):
    """The text of one part."""

    text: str
    marks: tuple[Mark, ...] = ()
    from_markup: bool = False
    encoding: str | None = None
    replaced_bytes: int = 0


def body(message: Message, kind: Kind) -> Piece:
    """The text of the message, its pieces in their order, with an empty line between two."""
    pieces = list(_pieces(message, kind))
    if not pieces and message.root.parts:
        pieces = [_plain(message.raw[message.root.body : message.root.preamble_end], kind)]
    text = ""
    placed: list[Mark] = []
    for piece in pieces:
        text += "\n\n" * bool(text)
        placed += (
            msgspec.structs.replace(mark, start=mark.start + len(text), end=mark.end + len(text))
            for mark in piece.marks
        )
        text += piece.text
    return Piece(
        text,
        tuple(placed),
        any(piece.from_markup for piece in pieces),
        next((piece.encoding for piece in pieces if piece.encoding), None),
        sum(piece.replaced_bytes for piece in pieces),
    )


def _pieces(message: Message, kind: Kind) -> Iterator[Piece]:
    own = {id(part) for part, is_text in leaves(message) if is_text}
    stack: list[Part | Piece] = [message.root]
    while stack:
        part = stack.pop()
        if isinstance(part, Piece):
            yield part
            continue
        if part.parts and part.epilogue:
            rest = _plain(message.raw[part.epilogue : part.end], kind)
            if _WORD.search(rest.text):
                stack.append(rest)
        if part.media_type == "multipart/alternative" and part.parts:
            yield from _alternatives(message, part, own, kind)
        elif part.parts:
            stack.extend(reversed(part.parts))
        elif id(part) in own and (piece := _piece(message, part, kind)).text:
            yield piece


def _alternatives(message: Message, part: Part, own: set[int], kind: Kind) -> list[Piece]:
    """The best of several renderings, and those that say something else."""
    found = [
        piece
        for leaf in part.leaves()
        if id(leaf) in own and (piece := _piece(message, leaf, kind)).text.strip()
    ]
    if len(found) < 2:
        return found
    words = [set(_WORD.findall(_URL.sub(" ", piece.text).lower())) for piece in found]
    every = set().union(*words)
    # A plain text is as its writer or program laid it out: it is taken unless it lacks much.
    best = next(
        (
            number
            for number, piece in enumerate(found)
            if not piece.from_markup and len(every - words[number]) <= SAME_TEXT * len(every)
        ),
        max(range(len(found)), key=lambda number: (len(words[number]), number)),
    )
    kept, seen = [found[best]], words[best]
    said = _flat(found[best])  # a line each
    for piece, of_piece in zip(found, words, strict=True):
        flat, new = _flat(piece), of_piece - seen
        if len(of_piece) < FEWEST_WORDS:  # too few to tell by: all of it is there, or it is not
            is_other = flat not in said
        else:
            is_other = len(new) >= max(FEWEST_WORDS, OTHER_TEXT * len(of_piece))
        if is_other:
            kept.append(piece)
            said += f"\n{flat}"
            seen = seen | new
    return kept


def _flat(piece: Piece) -> str:
    """The words of a piece without what two renderings of it may differ in."""
    return f" {' '.join(_TOKEN.findall(_URL.sub(' ', piece.text).lower()))} ".replace("  ", "")


def _piece(message: Message, part: Part, kind: Kind) -> Piece:
    if part.media_type in SIGNATURES or part.media_type in BESIDE_PAGES:
        return Piece("")
    raw = content(message, part)
    if part.media_type in HTML:
        charset = python_name(part.parameters.get("charset", ""))
        decoded = _decoded(raw, charset) if charset else decode_page(raw)
        if decoded is None:
            return Piece("")
        text, found = html_body(decoded.text, kind)
        found = found or marks(text, kind)
        return Piece(text, found, True, decoded.encoding, decoded.replaced_bytes)
    if part.media_type in RTF:
        text = rtf_text(raw)
        return Piece(text, marks(text, kind), True)
    if part.media_type == ELSEWHERE:
        stated = (f"{name}: {value}\n" for name, value in part.parameters.items())
        raw = "".join(stated).encode("utf-8", "surrogatepass") + raw
    return _plain(raw, kind, part.media_type, part.parameters)


def _plain(
    raw: bytes, kind: Kind, media_type: str = "", parameters: Mapping[str, str] = NO_PARAMETERS
) -> Piece:
    decoded = _decoded(raw, python_name(parameters.get("charset", "")))
    if decoded is None:
        return Piece("")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if media_type == "text/calendar":
        return Piece(calendar_text(text), (), True, decoded.encoding, decoded.replaced_bytes)
    if media_type in ("text/enriched", "text/richtext"):
        text = enriched_text(text)
    elif parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=parameters.get("delsp", "").lower() == "yes")
    text = text.strip("\n")
    found = (*marks(text, kind), *encrypted(text))
    found = tuple(sorted(found, key=lambda mark: mark.start))
    return Piece(text, found, False, decoded.encoding, decoded.replaced_bytes)


def _decoded(raw: bytes, charset: str) -> Decoded | None:
    """The characters of a body in the charset, by Python's name, that its part states."""
    if charset == "utf-7":
        return Decoded(raw.decode(charset, "replace"), charset)
    return decode(raw, declared=charset)
