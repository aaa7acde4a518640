"""PDFs made for tests and benchmarks: lines of text at given places, pictures, fields and notes."""

import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 612, 792  # points: US letter


class Line(NamedTuple):
    """A line of text whose left end is `x`, `y` points from the lower left corner.

    `turned`: it runs downwards. `stands_for`: what it is, where that is said beside it.
    """

    x: float
    y: float
    text: str
    size: float = 10.0
    turned: bool = False
    stands_for: str = ""


class Picture(NamedTuple):
    """A picture that fills the page: `height` rows of `width` grey bytes."""

    width: int
    height: int
    pixels: bytes


class Choice(NamedTuple):
    """What may be chosen in a field: what it stores, what it shows, whether it is chosen."""

    stored: str
    shown: str
    is_chosen: bool


Page = Sequence[Line | Picture]


def pdf(
    pages: Sequence[Page],
    *,
    info: Mapping[str, str] | None = None,
    fields: Mapping[str, str | Sequence[Choice]] | None = None,
    notes: Sequence[str] = (),
    bookmarks: Sequence[str] = (),
    to_unicode: Mapping[str, str] | None = None,
    xfa: Sequence[str] = (),
    locked: bool = False,
) -> bytes:
    """A PDF with these pages. Text is Helvetica in Windows-1252.

    `fields` and `notes` stand on the first page, and `bookmarks` lead to it; `to_unicode` says
    what a character of the text stands for; `xfa`: a form in so many packets; `locked`: it asks for
    a password (and holds none).
    """
    objects: list[bytes] = [b""] * 2  # the catalog and the tree of pages are made last

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
    if to_unicode:
        font += b"/ToUnicode %d 0 R" % add(_stream(_to_unicode(to_unicode)))
    font_id = add(font + b">>")
    kids: list[int] = []
    widgets: list[int] = []
    for number, page in enumerate(pages):
        drawn: list[bytes] = []
        pictures: list[bytes] = []
        for item in page:
            if isinstance(item, Picture):
                head = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
                head += b"/Width %d/Height %d" % (item.width, item.height)
                pictures.append(b"/P%d %d 0 R" % (len(pictures), add(_stream(item.pixels, head))))
                drawn.append(b"q %d 0 0 %d 0 0 cm /P%d Do Q" % (WIDTH, HEIGHT, len(pictures) - 1))
            else:
                move = "0 -1 1 0" if item.turned else "1 0 0 1"
                place = f"BT /F1 {item.size} Tf {move} {item.x} {item.y} Tm ".encode()
                shown = place + _literal(item.text.encode("cp1252", "replace")) + b" Tj ET"
                if item.stands_for:
                    said = b"/Span<</ActualText %s>>BDC " % _text(item.stands_for)
                    shown = said + shown + b" EMC"
                drawn.append(shown)
        content = add(_stream(b"\n".join(drawn)))
        beside: list[int] = []
        if number == 0:
            widgets = [add(_field(name, value)) for name, value in (fields or {}).items()]
            beside = widgets + [add(_note(note)) for note in notes]
        kids.append(
            add(
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Annots[%s]"
                b"/Resources<</Font<</F1 %d 0 R>>/XObject<<%s>>>>>>"
                % (WIDTH, HEIGHT, content, _list(beside), font_id, b" ".join(pictures))
            )
        )
    outlines = len(objects) + 1
    ends = (outlines + 1, outlines + len(bookmarks))
    add(b"<</Type/Outlines/First %d 0 R/Last %d 0 R>>" % ends)
    for number, title in enumerate(bookmarks, outlines + 1):
        entry = b"<</Parent %d 0 R/Dest[%d 0 R/Fit]/Title %s" % (outlines, kids[0], _text(title))
        add(entry + (b"/Next %d 0 R>>" % (number + 1) if number < ends[1] else b">>"))
    packets = b" ".join(b"(p) %d 0 R" % add(_stream(packet.encode())) for packet in xfa)
    form = b"/AcroForm<</Fields[%s]/XFA[%s]>>" % (_list(widgets), packets)
    form = form if widgets or xfa else b""
    outline = b"/Outlines %d 0 R" % outlines if bookmarks else b""
    objects[0] = b"<</Type/Catalog/Pages 2 0 R%s%s>>" % (form, outline)
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (_list(kids), len(kids))
    told = b"".join(b"/%s %s" % (key.encode(), _text(text)) for key, text in (info or {}).items())
    trailer = b"/Root 1 0 R/Info %d 0 R" % add(b"<<" + told + b">>")
    if locked:
        keys = b"<%s>" % (b"5A" * 32)
        trailer += b"/ID[%s%s]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O %s/U %s>>" % ((keys,) * 4)
    return _file(objects, trailer)


def lines(text: str, x: float = 72, top: float = 720, step: float = 12) -> list[Line]:
    """The lines of a text, one below the other."""
    return [Line(x, top - step * row, line) for row, line in enumerate(text.splitlines())]


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def _stream(data: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (head, len(packed), packed)


def _literal(data: bytes) -> bytes:
    return b"(" + data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _text(text: str) -> bytes:
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().encode()


def _list(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _field(name: str, value: str | Sequence[Choice]) -> bytes:
    """A line to be filled in, or a list of which several may be chosen."""
    if isinstance(value, str):
        said = b"/FT/Tx/V " + _text(value)
    else:
        choices = b"".join(b"[%s%s]" % (_text(one.stored), _text(one.shown)) for one in value)
        chosen = b"".join(_text(one.stored) for one in value if one.is_chosen)
        said = b"/FT/Ch/Ff 2097152/Opt[%s]/V[%s]" % (choices, chosen)
    return b"<</Type/Annot/Subtype/Widget/Rect[50 50 200 70]/T %s%s>>" % (_text(name), said)


def _note(text: str) -> bytes:
    return b"<</Type/Annot/Subtype/Text/Rect[300 50 320 70]/T (Ada) /Contents %s>>" % _text(text)


def _to_unicode(meanings: Mapping[str, str]) -> bytes:
    pairs = "\n".join(
        f"<{ord(char):02X}> <{meaning.encode('utf-16-be').hex()}>"
        for char, meaning in meanings.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def "
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(meanings)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    ).encode()
