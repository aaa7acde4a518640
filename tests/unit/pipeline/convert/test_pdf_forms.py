"""Forms of a PDF that draw one another without end are left out; all others stay."""

import zlib
from collections.abc import Mapping, Sequence

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits, TooMuch
from pipeline.convert.pdf import Pdf
from pipeline.convert.pdf_forms import without_endless_forms

SUBTYPE = b"/Subtype/Form"
Forms = Sequence[tuple[bytes, Mapping[str, int]]]


def words(text: str, y: int = 700) -> bytes:
    """What shows a text."""
    return b"BT /F1 12 Tf 50 %d Td (%s) Tj ET\n" % (y, text.encode())


def made(pages: Sequence[bytes], forms: Forms, *, plain: bool = False, own: bool = True) -> bytes:
    """A PDF of these pages, which call form number n `/Fn`.

    `forms`: content of each, and which number it means by which name; `plain`: nothing is packed;
    `own`: each form has names of its own, else it uses those of its page.
    """
    first = 3 + 2 * len(pages) + 1

    def stream(data: bytes, head: bytes = b"") -> bytes:
        if not plain:
            data, head = zlib.compress(data), head + b"/Filter/FlateDecode"
        return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)

    def resources(names: Mapping[str, int]) -> bytes:
        drawn = b"".join(b"/%s %d 0 R" % (n.encode(), first + to) for n, to in names.items())
        return b"/Resources<</Font<</F1 3 0 R>>/XObject<<%s>>>>" % drawn

    everything = {f"F{number}": number for number in range(len(forms))}
    kids = b"".join(b"%d 0 R " % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    for number, page in enumerate(pages):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R%s>>"
            % (5 + 2 * number, resources(everything)),
            stream(page),
        ]
    for content, names in forms:
        head = b"/Type/XObject" + SUBTYPE + b"/BBox[0 0 612 792]"
        objects.append(stream(content, head + (resources(names) if own else b"")))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\n" % (
        len(objects) + 1, table, len(objects) + 1,
    ) + b"startxref\n%d\n%%%%EOF" % len(out)  # fmt: skip


PAGES = [words("The first page.") + b"/F0 Do\n", words("The second page.")]
ENDLESS: dict[str, tuple[Sequence[bytes], Forms]] = {
    "itself twice": (PAGES, [(words("Inside.", 600) + b"/Me Do /Me Do", {"Me": 0})]),
    "one another": (PAGES, [(b"/It Do /It Do", {"It": 1}), (b"/It Do /It Do", {"It": 0})]),
    "a tree of twos": (PAGES, [(b"/On Do /On Do", {"On": n + 1}) for n in range(30)]
                       + [(words("Leaf."), {})]),
    "a tree of tens": (PAGES, [(b"/On Do " * 10, {"On": n + 1}) for n in range(8)]
                       + [(words("Leaf."), {})]),
    "a page a million times": ([PAGES[0] * 20_000, PAGES[1]],
                               [(b"0 0 m 1 1 l S " * 1_000, {})]),
}  # fmt: skip


def convert(data: bytes) -> Conversion:
    """The conversion of a PDF with text."""
    conversion = Pdf(ConversionLimits(), ocr=False).convert(data, "application/pdf")
    assert isinstance(conversion, Conversion)
    return conversion


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("what", ENDLESS)
def test_forms_without_end_are_left_out_and_said(what: str, plain: bool) -> None:
    """All pages are there, and a mark tells of what is not."""
    converted = convert(made(*ENDLESS[what], plain=plain)).converted
    assert "The first page." in converted.text
    assert "The second page." in converted.text
    assert [mark.kind for mark in converted.marks] == ["passed-over"]
    assert "without end" in converted.marks[0].evidence


@pytest.mark.parametrize(
    "written", [b"/Subtype /Form", b"/S#75btype/Form", b"/Subtype%no\n/Fo#72m", b"/Subtype\n/Form"]
)
def test_a_form_by_any_spelling(written: bytes) -> None:
    """Letters of a name may be written by their numbers, and white space may be anything."""
    data = made(*ENDLESS["itself twice"]).replace(SUBTYPE, written)
    assert without_endless_forms(data)[1] == 1


def test_names_of_the_page() -> None:
    """A form without names of its own uses those of the page that it is drawn on."""
    data = made(PAGES, [(b"/F0 Do /F0 Do", {})], own=False)
    assert without_endless_forms(data)[1] == 1


def test_what_draws_too_much_by_itself_is_left_out_and_no_more() -> None:
    """A form around it shows its own words."""
    around = (words("Around it.", 650) + b"/In Do", {"In": 1})
    data = made(PAGES, [around, (b"/Me Do /Me Do", {"Me": 1})])
    assert "Around it." in convert(data).converted.text


def test_nothing_but_forms_without_end() -> None:
    """The reason says what it is."""
    with pytest.raises(TooMuch, match="without end"):
        convert(made([b"/F0 Do"], [(b"/Me Do /Me Do", {"Me": 0})]))


SHARED = {f"F{number}": number for number in range(4)}
ORDINARY: dict[str, tuple[Sequence[bytes], Forms]] = {
    "a letterhead on 500 pages": (PAGES * 250, [(words("Head."), {})]),
    "a sign 5,000 times on a page": ([PAGES[0] * 5_000], [(words("Sign."), {})]),
    "all names in all forms": (
        PAGES, [(b"/F1 Do /F2 Do", SHARED), (b"/F3 Do /F3 Do", SHARED),
                (b"/F3 Do", SHARED), (words("Leaf."), SHARED)],
    ),
    "one name that means another form in each": (
        PAGES, [(b"/On Do /On Do", {"On": 1}), (b"/On Do /On Do", {"On": 2}), (words("Leaf."), {})],
    ),
    "itself once, to which PDFium sets an end": (PAGES, [(words("Me.") + b"/Me Do", {"Me": 0})]),
}  # fmt: skip


@pytest.mark.parametrize("what", ORDINARY)
def test_ordinary_forms_stay(what: str) -> None:
    """Not a byte of the file is changed."""
    data = made(*ORDINARY[what])
    assert without_endless_forms(data) == (data, 0)
