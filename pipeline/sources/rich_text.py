"""Texts that editors store as trees of nodes: ProseMirror, Slate, Lexical, Quill, Draft.js, and the
documents of Atlassian, Contentful and Sanity.
"""

# Lists and nodes in one another; a tree that is deeper is left as it is, as a part would be lost.
DEEPEST = 200
_TEXT = ("text", "value", "insert")
_TYPE = ("type", "nodeType", "_type", "object")
_HOLDERS = ("root", "document", "data")  # of one node
_LINES = ("content", "children", "nodes", "ops")  # of blocks, or of the pieces of a line
_BLOCKS = ("blocks", "items", "parts")
# A node of such a type, or of none in one that has a type, is a piece of a line: a word in bold.
_AMID_LINE = frozenset({"", "text", "span", "leaf"})
_LINE_ENDS = frozenset({"hardBreak", "hard_break", "linebreak", "line-break", "br"})


class _TooDeepError(Exception):
    """More than `DEEPEST`."""


def tree_text(node: object) -> str | None:
    """The text of such a tree, a paragraph for each block; None where no node has a text.

    Objects without a type are nodes of a tree only as pieces of a line: else they are records.
    """
    try:
        text = _text(node, 0, is_typed=False)
    except _TooDeepError:
        return None
    return text if text.strip() else None


def _text(node: object, depth: int, *, is_typed: bool) -> str:
    """`is_typed`: whether the node stands in one that has a type."""
    if isinstance(node, str):
        return node
    if depth > DEEPEST:
        raise _TooDeepError
    if isinstance(node, list):
        return _blocks(node, depth, is_typed)
    if not isinstance(node, dict):
        return ""
    kind = _type(node)
    if kind in _LINE_ENDS:
        return "\n"
    for name in _TEXT:
        if isinstance(said := node.get(name), str):
            return said if kind or is_typed else ""
    for name in (*_LINES, *_BLOCKS):
        if isinstance(below := node.get(name), list):
            return _listed(below, name, depth + 1, is_typed=bool(kind) or name == "ops")
    below = next((held for name in _HOLDERS if isinstance(held := node.get(name), dict)), None)
    return _text(below, depth + 1, is_typed=bool(kind))


def _listed(nodes: list[object], name: str, depth: int, *, is_typed: bool) -> str:
    if name in _LINES and any(map(_is_amid_line, nodes)):
        return "".join(_text(node, depth + 1, is_typed=is_typed) for node in nodes)
    return _blocks(nodes, depth, is_typed)


def _blocks(nodes: list[object], depth: int, is_typed: bool) -> str:
    texts = (_text(node, depth + 1, is_typed=is_typed).strip("\n") for node in nodes)
    return "\n\n".join(filter(None, texts))


def _is_amid_line(node: object) -> bool:
    return (
        isinstance(node, dict)
        and any(isinstance(node.get(name), str) for name in _TEXT)
        and _type(node) in _AMID_LINE
    )


def _type(node: dict[str, object]) -> str:
    return next((kind for name in _TYPE if isinstance(kind := node.get(name), str)), "")
