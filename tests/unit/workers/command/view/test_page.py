"""What people see of a document: the page of `--html` and the view on a terminal."""

import io
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from workers.command.view.document import document_view
from workers.command.view.page import page
from workers.reading.plain_text import harmless, revealed

TEXT = "Antony Moss assured Norway although he left."
TAGS = {
    "html", "head", "meta", "title", "style", "body", "input", "label", "article", "p", "bdi", "h1",
    "h2", "mark", "ins", "del", "i", "div", "table", "thead", "tbody", "tr", "th", "td", "span",
    "code", "meter", "b", "nav", "ol", "li", "a",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "type", "id", "for", "class", "title",
    "dir", "scope", "rowspan", "min", "max", "value", "href",
    "role", "aria-label", "tabindex",
}  # fmt: skip


class Read(HTMLParser):
    """A page as a browser reads it: its elements, and the visible text of the documents."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._in_text = False
        self._skipped = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the element."""
        self.elements.append((tag, dict(attrs)))
        if tag == "div" and ("class", "text") in attrs:
            self._in_text = True
            self.texts.append("")
        self._skipped = self._skipped or tag == "del"

    def handle_endtag(self, tag: str) -> None:
        """Ends what was skipped, and the text."""
        self._skipped = self._skipped and tag != "del"
        self._in_text = self._in_text and tag != "div"

    def handle_data(self, data: str) -> None:
        """Gathers the text."""
        if self._in_text and not self._skipped:
            self.texts[-1] += data


def answer(poison: str = "", **more: Any) -> dict[str, Any]:
    """A document whose every text holds `poison`."""
    text = TEXT + poison
    return {
        "title": f"Title {poison}",
        "text": text,
        "language": f"en{poison}",
        "credit": poison or None,
        "mentions": [
            {"start": 0, "end": 11, "label": "person", "text": poison, "entity": f"Moss{poison}"},
            {"start": 20, "end": len(text), "label": poison, "text": "Norway", "entity": poison},
        ],
        "entities": [
            {"name": f"Moss{poison}", "label": "person", "roles": [poison], "id": poison},
        ],
        "repairs": [
            {"name": f"glue{poison}", "start": 7, "before": f"Moss{poison}", "after": "Moss",
             "evidence": poison},
            {"name": "gone", "start": len(text), "before": poison, "after": "", "evidence": ""},
        ],
        "topics": [],
        "topic_scores": {f"war{poison}": 0.25, "sport": 0.125},
        "topic_guess": f"war{poison}",
        "signals": {f"share{poison}": 0.5},
        "extra": {f"mine{poison}": {"a": poison}},
        **more,
    }  # fmt: skip


def shown(fields: dict[str, Any], *, colours: bool = False) -> str:
    """The view on a terminal of 100 columns."""
    console = Console(file=io.StringIO(), width=100, force_terminal=colours)
    console.print(document_view(fields))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


poisons = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onclick='x", "]]>-->",
         "{{ 7*7 }}{% raw %}", "&lt;b&gt;&#60;", "</div></article><style>*{}</style>",
         "\x1b[31mred", "\x9b2J", "\u202etxt.exe", "\ud800", "[bold]x[/bold]", "\x00"]
    ),
)  # fmt: skip


@given(poisons)
def test_nothing_in_a_document_becomes_part_of_the_page(poison: str) -> None:
    """Whatever stands in its fields: the elements are ours, links stay on the page, the text is the
    document's own."""
    documents = [(poison, answer(poison)), (poison, {"error": poison}), (poison, {"title": poison})]
    source = "".join(page(documents))
    read = Read(source)
    assert {tag for tag, _ in read.elements} <= TAGS
    assert {name for _, attributes in read.elements for name in attributes} <= ATTRIBUTES
    links = [attributes["href"] for tag, attributes in read.elements if tag == "a"]
    assert links == ["#document-1", "#document-2", "#document-3"]
    assert read.texts[0] == harmless(TEXT + poison)
    classes = {attributes["class"] for tag, attributes in read.elements if tag == "mark"}
    assert classes <= {"person", "organization", "place", "group", "other"}
    source.encode()


def test_the_page_forbids_what_it_does_not_need() -> None:
    """No script, no request: its policy says so, and it names no other address."""
    source = "".join(page([("a.txt", answer())]))
    assert "default-src 'none'" in source
    assert "http://" not in source
    assert "https://" not in source
    assert "url(" not in source


def test_a_page_shows_all_that_was_found() -> None:
    """Marks with their entity, what stood there before, forms, topics and the best guess."""
    source = "".join(page([("a.txt", answer())]))
    assert (
        '<mark class="person" title="person: Moss">Antony <del title="glue: ">Moss</del>' in source
    )
    assert '<ins title="glue: Moss → Moss">Moss</ins></mark>' in source
    assert "the best guess is <b><bdi>war</bdi></b>" in source
    assert '<meter min="0" max="1" value="0.2500">' in source
    assert 'id="documents"' not in source  # one document needs no list


def test_a_document_without_findings_says_why() -> None:
    """What failed or was left out has its place on the page, between the others."""
    source = "".join(page([("a", {"error": "clean:Odd: x"}), ("b", {"filtered": "empty"})]))
    assert "error: clean:Odd: x" in source
    assert "filtered: empty" in source
    assert 'id="documents"' in source


@given(poisons)
def test_nothing_in_a_document_acts_on_the_terminal(poison: str) -> None:
    """Without colours, no control character is written but the end of a line."""
    output = shown(answer(poison))
    assert not {c for c in output if harmless(c) != c}


def test_the_terminal_marks_and_explains() -> None:
    """Repaired places are underlined, names in their colour; forms, guess and repairs are told."""
    fields = answer(
        topics=["war"],
        mentions=[
            {"start": 0, "end": 11, "label": "person", "text": "Antony Moss", "entity": "Moss"},
            {"start": 7, "end": 11, "label": "person", "text": "Moss", "entity": "Moss"},
        ],
        language_confidence=0.875,
        repair_counts={"glue": 1_200},
    )
    coloured = shown(fields, colours=True)
    assert "\x1b[1;4;35mMoss\x1b[0m" in coloured
    plain = shown(fields)
    assert "person · repaired" in plain
    assert "Antony Moss 1, Moss 1" in plain
    assert "1,200" in plain
    assert "Moss → Moss" in plain
    assert "en (0.88)" in plain
    assert "war" in plain
    assert "best guess" not in plain
    assert "the best guess is war" in " ".join(shown(answer()).split())


def test_what_nobody_sees_is_spelled_out() -> None:
    """In a repair's before and after; long ones are cut."""
    assert revealed("govern\xad\nment\u200b") == "govern⟨U+00AD⟩⏎ment⟨U+200B⟩"
    assert len(revealed("x" * 1_000)) == 121
    assert harmless("a\tb\nc\x1b[2J") == "a\tb\nc⟨U+001B⟩[2J"
