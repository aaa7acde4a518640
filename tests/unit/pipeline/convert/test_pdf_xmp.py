"""What a PDF says of itself in XML counts where its dictionary of information says nothing."""

import zlib

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.pdf import Pdf
from pipeline.convert.pdf_xmp import xmp_values

LIMITS = ConversionLimits()
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def packet(inside: str, attributes: str = "") -> str:
    """A packet as programs write it."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHz"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:dc="d" xmlns:xmp="x" xmlns:pdf="p">'
        f'<rdf:Description rdf:about=""{attributes}>{inside}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    )


def texts(name: str, kind: str, *told: str) -> str:
    """A value of several: `language=text`, or a text."""
    items = ""
    for one in told:
        language, _, text = one.rpartition("=")
        named = f' xml:lang="{language}"' if language else ""
        items += f"<rdf:li{named}>{text}</rdf:li>"
    return f"<dc:{name}><rdf:{kind}>{items}</rdf:{kind}></dc:{name}>"


TITLED = (
    texts("title", "Alt", "de=Der Hafen", "x-default=The harbour", "fr=Le port")
    + texts("creator", "Seq", "Ada Byron", "Karl Ørsted")
    + "<xmp:CreateDate>2019-05-03T10:11:12.5+02:00</xmp:CreateDate>"
    + "<xmp:ModifyDate>2020-01-02</xmp:ModifyDate>"
    + "<xmp:CreatorTool>Writer &amp; Co</xmp:CreatorTool>"
)


def pdf(
    xml: str | bytes, info: str = "", catalog: str = "/Metadata 6 0 R", more: str = ""
) -> bytes:
    """A PDF of one page with this packet; `more`: what stands in the dictionary of its stream."""
    data = xml if isinstance(xml, bytes) else xml.encode()
    content = b"BT /F1 12 Tf 60 700 Td (One) Tj ET"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Metadata/Subtype/XML%s/Length %d>>stream\n%s\nendstream"
        % (more.encode(), len(data), data),
        f"<<{info}>>".encode(),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Info 7 0 R>>\n%%EOF\n"


def converted(data: bytes) -> Conversion:
    """The conversion of a PDF from which text comes."""
    result = Pdf(LIMITS, ocr=False).convert(data, "application/pdf")
    assert isinstance(result, Conversion)
    assert result.converted.text == "One"
    return result


def test_a_file_without_other_information() -> None:
    """Title in the language that is to be shown, all authors, both dates, the program."""
    made = converted(pdf(packet(TITLED)))
    metadata = made.converted.metadata
    assert (metadata.title, metadata.author) == ("The harbour", "Ada Byron, Karl Ørsted")
    assert metadata.published == "2019-05-03T10:11:12+02:00"
    assert made.properties.modified == "2020-01-02"
    assert made.properties.creator_tool == "Writer & Co"


def test_values_in_attributes() -> None:
    """Short values may stand in attributes."""
    attributes = ' xmp:CreateDate="2001" dc:title="Tides" xmpMM:Other="x"'
    told = converted(pdf(packet("", attributes))).converted.metadata
    assert (told.title, told.author, told.published) == ("Tides", None, "2001")


def test_the_older_information_counts_first() -> None:
    """Each value for itself: what a program did not write there is taken from the XML."""
    told = converted(pdf(packet(TITLED), "/Title(Minutes)/Producer(P)")).converted.metadata
    assert (told.title, told.author) == ("Minutes", "Ada Byron, Karl Ørsted")


@pytest.mark.parametrize(
    "data",
    [
        pdf(packet(TITLED), catalog=""),  # of a picture or a font
        pdf(packet(TITLED), catalog="/Metadata 9 0 R"),
        pdf(packet(TITLED), catalog="/Metadata 5 0 R"),
        pdf(packet("").replace("<rdf:RDF", "<rdf:RDF a=")),
        pdf('<!DOCTYPE x [<!ENTITY e "Evil">]>' + packet("<dc:title>&e;</dc:title>")),
        pdf(packet("<dc:title><rdf:Alt><rdf:li> </rdf:li></rdf:Alt></dc:title>")),
        pdf(packet(r"<dc:title>\376\377\000M\000i</dc:title>")),
        pdf(packet("<xmp:CreateDate>1601-01-01</xmp:CreateDate>")),
        pdf(packet("<xmp:CreateDate>yesterday</xmp:CreateDate>")),
        pdf(packet("<dc:title>" * 2_000)),
        pdf(b"<rdf:RDF" + zlib.compress(b"x"), more="/Filter/FlateDecode"),
    ],
)
def test_what_says_nothing_of_the_file(data: bytes) -> None:
    """Other packets, such as are damaged, entities, empty values: none is taken."""
    told = converted(data).converted.metadata
    assert (told.title, told.author, told.published) == (None, None, None)


def test_what_stands_before_the_damage_is_taken() -> None:
    """As of any other XML."""
    xml = packet(TITLED)
    cut = pdf(xml[: xml.index("<xmp:ModifyDate>")])
    assert converted(cut).converted.metadata.title == "The harbour"


def test_a_locked_file_is_not_looked_into() -> None:
    """What stands there is not readable, whatever it looks like."""
    assert xmp_values(pdf(packet(TITLED)) + b"/Encrypt", LIMITS) == {}
