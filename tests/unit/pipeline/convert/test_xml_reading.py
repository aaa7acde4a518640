"""XML in a stream: who is told of what."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest

from pipeline.convert import docx, docx_lists, open_document, open_xml, pptx, xlsx
from pipeline.convert.converter import Damaged, TooMuch
from pipeline.convert.xml_reading import Handler, read_xml
from tests.unit.pipeline.convert.conversions import LIMITS

HANDLERS = [
    handler
    for module in (docx, docx_lists, open_document, open_xml, pptx, xlsx)
    for handler in vars(module).values()
    if inspect.isclass(handler) and issubclass(handler, Handler) and handler.elements is not None
]


def names_asked_for(handler: type[Handler]) -> Iterator[str]:
    """The names with which the methods of a handler compare that of an element."""
    inside = vars(inspect.getmodule(handler))
    for method in (handler.start, handler.end):
        tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare) or ast.unparse(node.left) != "name":
                continue
            for asked in node.comparators:
                found = eval(ast.unparse(asked), inside)
                yield from [found] if isinstance(found, str) else found


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.__qualname__)
def test_every_handler_names_all_that_it_asks_for(handler: type[Handler]) -> None:
    """Of an element that is missing in `elements` a handler would never hear."""
    assert handler.elements is not None
    asked = set(names_asked_for(handler))
    assert asked
    assert asked <= handler.elements


class Told(Handler):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.told.append(f"<{name}{''.join(attributes)}>")

    def end(self, name: str) -> None:
        self.told.append(f"</{name}>")

    def data(self, text: str) -> None:
        self.told.append(text)


class ToldOfParagraphs(Told):
    """Asks for one kind of elements."""

    elements = frozenset({"p"})


DOCUMENT = b'<w:d xmlns:w="w"><w:p w:a="1">one<w:r>two</w:r></w:p></w:d>'


def test_names_come_without_prefix() -> None:
    """Elements lose their prefixes, attributes keep theirs."""
    told = Told()
    read_xml([DOCUMENT[:20], DOCUMENT[20:]], told, LIMITS)
    assert "".join(told.told) == "<dxmlns:w><pw:a>one<r>two</r></p></d>"


def test_only_what_is_asked_for() -> None:
    """Text comes from everywhere, elements only where they are named."""
    told = ToldOfParagraphs()
    read_xml([DOCUMENT], told, LIMITS)
    assert "".join(told.told) == "<pw:a>onetwo</p>"


def test_many_names() -> None:
    """A file with thousands of different names is read as any other."""
    names = "".join(f"<n{n}/>" for n in range(3_000))
    told = Told()
    read_xml([f"<d>{names}</d>".encode()], told, LIMITS)
    assert len(told.told) == 6_002


@pytest.mark.parametrize("elements", [None, frozenset({"p"})])
def test_depth_has_an_end(elements: frozenset[str] | None) -> None:
    """Elements in one another count, also those nobody asks for."""

    class Some(Handler):
        """Asks for these."""

    Some.elements = elements
    with pytest.raises(TooMuch, match="in one another"):
        read_xml([b"<d>" * 2_000], Some(), LIMITS)


def test_entities_are_refused() -> None:
    """An entity of the file's own is not expanded."""
    with pytest.raises(Damaged, match="entities"):
        read_xml([b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'], Told(), LIMITS)
