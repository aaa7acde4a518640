"""The text of a message's HTML body: all of it, and which stretches are quoted or a signature."""

from typing import NamedTuple

from pipeline.convert.mail.quoting import QUOTED, SIGNATURE, Kind
from pipeline.convert.page.blocks import HIDDEN, Block, Run
from pipeline.convert.page.plain_text import plain_text
from pipeline.convert.page.reading import is_large, page_blocks, whole_text
from pipeline.records import Mark

# Parts of the classes and ids that mail programs give to what they quote.
_QUOTES = (
    frozenset({"gmail", "quote"}), frozenset({"yahoo", "quoted"}), frozenset({"moz", "cite"}),
    frozenset({"protonmail", "quote"}), frozenset({"cite", "prefix"}),
)  # fmt: skip
# All that follows it is of the message that is answered.
_ALL_BELOW = (frozenset({"div", "rply", "fwd", "msg"}), frozenset({"outlook", "message", "header"}))


class _Shown(NamedTuple):
    run: Run
    kind: str  # QUOTED, SIGNATURE or ""


def html_body(html: str, kind: Kind) -> tuple[str, tuple[Mark, ...]]:
    """The text that a body shows, and marks for what its markup says to be quoted or signed."""
    if is_large(html):
        return whole_text(html), ()
    top = page_blocks(html)
    shown = _shown(top, kind, hidden=False) or _shown(top, kind, hidden=True)
    text = plain_text(one.run for one in shown)
    return text, _marks(text, shown)


def _shown(top: Block, kind: Kind, *, hidden: bool) -> list[_Shown]:
    found: list[_Shown] = []
    below = ""  # QUOTED from where on all is
    stack: list[tuple[Block | Run, str]] = [(top, "")]
    while stack:
        node, inherited = stack.pop()
        if isinstance(node, Run):
            if node.size:
                found.append(_Shown(node, inherited or below))
        elif hidden or HIDDEN not in node.names:
            said = inherited or _kind(node, kind)
            if kind.is_reply and any(names <= node.names for names in _ALL_BELOW):
                said = below = QUOTED
            stack.extend((child, said) for child in reversed(node.children))
    return found


def _kind(block: Block, kind: Kind) -> str:
    if "signature" in block.names:
        return SIGNATURE
    if kind.is_forward:
        return ""  # what is handed on is content
    is_named = any(names <= block.names for names in _QUOTES)
    return QUOTED if is_named or (block.tag == "blockquote" and kind.is_reply) else ""


def _marks(text: str, shown: list[_Shown]) -> tuple[Mark, ...]:
    """The marks of neighbouring runs as one, by the runs' places in the text."""
    marks: list[Mark] = []
    done = 0
    before = ""
    for run, kind in shown:
        written = run.text.strip("\n") if run.preformatted else run.text
        start = text.index(written, done)
        done = start + len(written)
        if kind and kind == before:
            start = marks.pop().start
        if kind:
            marks.append(Mark(kind, start, done, "marked so by its program"))
        before = kind
    return tuple(marks)
