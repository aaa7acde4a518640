"""Wikitext (MediaWiki): what a reader of the page sees, as plain text."""

import re
from typing import TYPE_CHECKING, Any

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.encoding import decode
from pipeline.records import Converted, Filtered, Metadata

if TYPE_CHECKING:
    from mwparserfromhell.wikicode import Wikicode

EMPTY, NOT_TEXT = Filtered("empty"), Filtered("not-text")
# Links that put a picture or a page's category, in the languages of the largest wikis.
_PICTURES = frozenset({
    "file", "image", "datei", "bild", "fichier", "archivo", "imagen", "immagine", "ficheiro",
    "imagem", "plik", "grafika", "bestand", "afbeelding", "fil", "файл", "изображение",
})  # fmt: skip
_CATEGORIES = frozenset({
    "category", "kategorie", "catégorie", "categoría", "categoria", "kategoria", "categorie",
    "kategori", "категория",
})  # fmt: skip
# Tags whose content no reader sees, or sees as something else than text.
_UNSEEN = frozenset({"templatedata", "templatestyles", "score", "timeline", "references", "style"})
_BLOCKS = frozenset({"p", "div", "table", "tr", "blockquote", "li", "ul", "ol", "dl", "center"})
_OPENING = "([{“„«‘\"'-–—/"
_BLANK_LINES = re.compile(r"\n{2,}")


class Wikitext:
    """Links become their words, tables lines with tabs, footnotes paragraphs at the end.

    What a template shows stands in other pages; what is given to it is content. In a sentence its
    values stand where it stood; else they follow the text as lines with the names of the values.
    Categories are the page's subjects.
    """

    name = "wikitext"
    version = "2"
    media_types = frozenset({"text/x-wiki"})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text; `Filtered` as "empty" or "not-text"."""
        import mwparserfromhell

        if isinstance(raw, bytes):
            decoded = decode(raw)
            if decoded is None:
                return NOT_TEXT
            raw = decoded.text
        page = _Page()
        page.walk(mwparserfromhell.parse(raw))
        # Behind a mark of a list a blank stands, and a tab behind the last cell.
        lines = [line.lstrip(" ").rstrip() for line in "".join(page.parts).split("\n")]
        text = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
        notes = [note for note in dict.fromkeys(page.notes) if note]
        text = "\n\n".join([*([text] if text else []), *notes])
        if not text:
            return EMPTY
        within(self._limits, len(text))
        subjects = tuple(dict.fromkeys(page.categories))
        return Conversion(Converted(text, from_markup=True, metadata=Metadata(subjects=subjects)))


class _Page:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.categories: list[str] = []

    def walk(self, code: "Wikicode") -> None:
        nodes = code.nodes
        for place, node in enumerate(nodes):
            kind = type(node).__name__.lower()
            if kind == "template":
                after = str(nodes[place + 1])[:1] if place + 1 < len(nodes) else "\n"
                before = next((part[-1:] for part in reversed(self.parts) if part), "\n")
                amid = before.isspace() or before in _OPENING
                self._template(node, amid and not before == "\n" == after)
            elif seen := getattr(self, f"_{kind}", None):
                seen(node)

    def _template(self, node: Any, amid: bool) -> None:
        """What is given to a template; `amid` words that without names stands there.

        A template right behind a word is a mark at it, such as that of a source.
        """
        named, plain = [], []
        for given in node.params:
            value = self._apart(given.value).strip()
            if not any(map(str.isalnum, value)):
                continue
            if given.showkey:
                named.append(f"{str(given.name).strip()}\t{' '.join(value.split())}")
            else:
                plain.append(value)
        if plain and amid and not any("\n" in value for value in plain):
            self.parts.append(" ".join(plain))
            plain = []
        if named or plain:
            name = " ".join(str(node.name).split())
            self.notes.append("\n".join([name, *named, *plain]))

    def _text(self, node: Any) -> None:
        self.parts.append(str(node.value))

    def _heading(self, node: Any) -> None:
        self.parts.append("\n\n")
        self.walk(node.title)
        self.parts.append("\n\n")

    def _htmlentity(self, node: Any) -> None:
        self.parts.append(str(node.normalize()))

    def _externallink(self, node: Any) -> None:
        self.walk(node.title if node.title is not None else node.url)

    def _wikilink(self, node: Any) -> None:
        title = str(node.title).strip()
        space, colon, name = title.partition(":")
        space = space.strip().lower()
        if colon and space in _CATEGORIES:
            self.categories.append(name.strip())
        elif colon and space in _PICTURES:
            # Of "thumb|left|the caption" the caption, which stands last.
            if node.text is not None:
                caption = self._apart(node.text).rpartition("|")[2].strip()
                self.parts.append(f"\n{caption}\n" if " " in caption else "")
        elif node.text is not None:
            self.walk(node.text)
        else:
            self.parts.append(title.removeprefix(":"))

    def _tag(self, node: Any) -> None:
        name = str(node.tag).strip().lower()
        if name == "ref":
            if node.contents is not None:
                self.notes.append(" ".join(self._apart(node.contents).split()))
            return
        if name in _UNSEEN:
            return
        if name in ("br", "hr"):
            self.parts.append("\n")
        if name in _BLOCKS and not (name == "li" and node.self_closing):
            self.parts.append("\n")
        if node.contents is not None and not node.self_closing:
            if name in ("td", "th"):
                self.parts.append(" ".join(self._apart(node.contents).split()) + "\t")
            else:
                self.walk(node.contents)
        if name == "table":
            self.parts.append("\n\n")

    def _apart(self, code: "Wikicode") -> str:
        """The text of a part that does not stand in the run of the page."""
        before, self.parts = self.parts, []
        try:
            self.walk(code)
            return "".join(self.parts)
        finally:
            self.parts = before
