"""Texts that editors store as trees of nodes."""

from typing import Any

import pytest

from pipeline.sources.rich_text import DEEPEST, tree_text


def _line(*pieces: str, kind: str = "text", name: str = "text") -> list[dict[str, str]]:
    return [{"type": kind, name: piece} for piece in pieces]


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (
            {"type": "doc", "content": [
                {"type": "paragraph", "content": [
                    *_line("The ", "gate"), {"type": "hardBreak"}, *_line("is shut.")]},
                {"type": "list", "content": [{"type": "item", "content": [
                    {"type": "paragraph", "content": _line("One")}]}]}]},
            "The gate\nis shut.\n\nOne",
        ),
        (
            [{"type": "p", "children": [{"text": "The "}, {"text": "gate", "bold": True}]},
             {"type": "h1", "children": [{"text": "Two"}]}],
            "The gate\n\nTwo",
        ),
        ({"root": {"type": "root", "children": [{"type": "p", "children": _line("a")}]}}, "a"),
        ({"ops": [{"insert": "The "}, {"insert": "gate"}, {"insert": {"image": "x"}}]}, "The gate"),
        ({"blocks": _line("One", "Two", kind="unstyled"), "entityMap": {}}, "One\n\nTwo"),
        (
            {"blocks": [{"type": "paragraph", "data": {"text": "One"}},
                        {"type": "list", "data": {"items": ["a", "b"]}}]},
            "One\n\na\n\nb",
        ),
        (
            {"nodeType": "document", "data": {}, "content": [
                {"nodeType": "paragraph", "data": {}, "content": [
                    {"nodeType": "text", "value": "The "},
                    {"nodeType": "hyperlink", "data": {"uri": "/x"}, "content": [
                        {"nodeType": "text", "value": "gate"}]}]}]},
            "The gate",
        ),
    ],
    ids=["ProseMirror", "Slate", "Lexical", "Quill", "Draft.js", "EditorJS", "Contentful"],
)  # fmt: skip
def test_a_tree_is_its_text_by_blocks(tree: Any, text: str) -> None:
    """Pieces of a line are glued together, blocks are paragraphs."""
    assert tree_text(tree) == text


@pytest.mark.parametrize(
    "tree",
    [
        {"data": [{"text": "a"}, {"text": "b"}]},
        [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}],
        {"content": [{"text": "a"}]},
        {"type": "doc", "content": []},
        {},
        None,
        7,
    ],
)
def test_what_is_no_tree_has_no_text(tree: Any) -> None:
    """Objects without a type are records, each a document of its own."""
    assert tree_text(tree) is None


def nested(levels: int) -> dict[str, Any]:
    """A list in a list, as an outline has them, each item with a word."""
    tree: dict[str, Any] = {"type": "bulletList", "content": []}
    for level in reversed(range(levels)):
        word = {"type": "paragraph", "content": [{"type": "text", "text": f"word{level}"}]}
        tree = {"type": "bulletList", "content": [{"type": "listItem", "content": [word, tree]}]}
    return {"type": "doc", "content": [tree]}


def test_every_word_of_a_deep_outline_is_read() -> None:
    """Also of more levels than people write."""
    text = tree_text(nested(20))
    assert text is not None
    assert text.split() == [f"word{level}" for level in range(20)]


def test_no_part_of_a_tree_is_its_text() -> None:
    """One that is too deep to be read has none."""
    assert tree_text(nested(DEEPEST)) is None


def test_a_tree_without_end_is_cut() -> None:
    """Below `DEEPEST` nothing is looked for, and nothing overflows."""
    tree: Any = {"type": "text", "text": "a"}
    for _ in range(10 * DEEPEST):
        tree = {"type": "p", "content": [tree]}
    assert tree_text(tree) is None
