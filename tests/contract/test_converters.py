"""What every converter that is installed promises; one that is registered is tested by this."""

import random
from collections.abc import Callable, Iterator

import pytest

from pipeline.convert import ConvertStage
from pipeline.convert.converter import ConversionLimits, Converter
from pipeline.convert.registry import build_converters
from pipeline.records import Document, Failed, Filtered, Locator, Result, Work
from testbed.doc_writer import doc
from testbed.office_writer import docx, epub, open_document, paragraph, pptx, shape, xlsx
from testbed.pdf_writer import lines, pdf
from testbed.ppt_writer import ppt, text_box
from testbed.ppt_writer import shape as shape_of_ppt
from testbed.xls_writer import xls
from testbed.xlsb_writer import row, xlsb

SENTENCE = "The harbour council of Kiel met on Tuesday and agreed to the plan."
PAGE = f"""<!DOCTYPE html><html><head><title>Harbour council</title></head><body><article>
<h1>Harbour council</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></article></body></html>"""
MESSAGE = f"""From: Ada <ada@example.org>\r\nTo: b@example.org\r\nSubject: Harbour\r
Date: Tue, 04 May 2021 10:12:00 +0200\r\nMessage-ID: <1@example.org>\r\n\r\n{SENTENCE}\r\n"""

# By the name of a converter: a file that it reads, in which `SENTENCE` stands.
SAMPLES: dict[str, Callable[[], bytes]] = {
    "plain_text": lambda: f"Grüße\n\n{SENTENCE}\n".encode(),
    "html_page": PAGE.encode,
    "content_lines": f"BEGIN:VCARD\r\nFN:Ada\r\nNOTE:{SENTENCE}\r\nEND:VCARD\r\n".encode,
    "flat_office": lambda: (
        f"<office:document><office:body><office:text><text:p>{SENTENCE}</text:p></office:text>"
        "</office:body></office:document>".encode()
    ),
    "generic_xml": lambda: f"<a><b>{SENTENCE}</b></a>".encode(),
    "mail_message": MESSAGE.encode,
    "ms_doc": lambda: doc([f"{SENTENCE}\r"] * 2),
    "ms_ppt": lambda: ppt([shape_of_ppt(text_box(SENTENCE))] * 2),
    "ms_xls": lambda: xls({"Plan": [[SENTENCE]]}),
    "spare_office": lambda: xls({"Plan": [[SENTENCE]]}),
    "docx": lambda: docx(paragraph("Harbour council") + paragraph(SENTENCE)),
    "epub": lambda: epub({"a": f"<p>{SENTENCE}</p>", "b": f"<p>{SENTENCE}</p>"}),
    "open_document": lambda: open_document("text", f"<text:p>{SENTENCE}</text:p>"),
    "pptx": lambda: pptx([shape(SENTENCE), shape(SENTENCE)]),
    "rtf": lambda: b"{\\rtf1\\ansi " + SENTENCE.encode() + b"}",
    "xlsx": lambda: xlsx({"Plan": '<row><c t="s"><v>0</v></c></row>'}, [SENTENCE]),
    "wikitext": lambda: f"== Plan ==\n'''{SENTENCE}'''".encode(),
    "xlsb": lambda: xlsb({"Plan": row(SENTENCE)}),
    "pdf": lambda: pdf([lines(SENTENCE), lines(SENTENCE)], info={"Title": "Harbour council"}),
}
CONVERTERS = {one.name: one for one in build_converters(ConversionLimits(), {})}
MUTATED = 40  # damaged files for each converter that has a sample


@pytest.fixture(params=sorted(CONVERTERS))
def converter(request: pytest.FixtureRequest) -> Converter:
    """Each converter in turn."""
    return CONVERTERS[request.param]


def convert(converter: Converter, *raws: bytes, **limits: int) -> list[Result]:
    """What becomes of files for which this converter alone is asked, for each of its types."""
    types = sorted(converter.media_types)
    stage = ConvertStage(limits=limits, order={kind: [converter.name] for kind in types})
    return stage.process(
        [
            Work(Document("0" * 32, Locator("file:///a"), kind, raw, "", len(raw)))
            for kind in types[-1:]
            for raw in raws
        ]
    )


def sample(converter: Converter) -> bytes:
    """A file that it reads."""
    if converter.name not in SAMPLES:
        pytest.skip(f"no sample file for {converter.name}")
    return SAMPLES[converter.name]()


def test_it_declares_itself(converter: Converter) -> None:
    """A name that is its entry point's, a version, types in lower case."""
    assert converter.name
    assert converter.version
    assert converter.media_types
    assert all(kind == kind.lower() and "/" in kind for kind in converter.media_types)


def test_its_text_is_that_of_the_file(converter: Converter) -> None:
    """Its pages and marks lie in the text, in order; the record travels between machines."""
    (result,) = convert(converter, sample(converter))
    assert isinstance(result, Work), result
    converted = result.converted
    assert converted
    assert SENTENCE in converted.text.replace("\n", " ")
    assert list(converted.pages) == sorted(converted.pages)
    assert not converted.pages or converted.pages[0] == 0
    assert all(0 <= page <= len(converted.text) for page in converted.pages)
    for mark in converted.marks:
        assert 0 <= mark.start <= mark.end <= len(converted.text)
    if result.properties and result.properties.page_count:
        assert len(converted.pages) in (0, result.properties.page_count)
    converted.text.encode()


def test_the_same_bytes_give_the_same(converter: Converter) -> None:
    """Also after other files, and by another instance."""
    raw = sample(converter)
    first, _, again = convert(converter, raw, raw[: len(raw) // 2], raw)
    assert first == again
    assert convert(converter, raw) == [first]


def test_limits_hold(converter: Converter) -> None:
    """A text beyond them fails, and says which limit it was."""
    (result,) = convert(converter, sample(converter), max_characters=10)
    assert isinstance(result, Failed)
    assert result.error == "TooMuch"
    assert "max_characters" in result.message


def damaged(raw: bytes) -> Iterator[bytes]:
    """The file cut off, with flipped bits, with a part in another place, always the same ones."""
    chance = random.Random(len(raw))
    for number in range(MUTATED):
        piece = bytearray(raw)
        if number % 3 == 0:
            del piece[chance.randrange(len(raw)) :]
        elif number % 3 == 1:
            for _ in range(1 + number):
                piece[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        else:
            begin, end = sorted(chance.sample(range(len(raw) + 1), 2))
            piece[begin:begin] = raw[begin:end]
        yield bytes(piece)


def check(results: list[Result], count: int) -> None:
    assert len(results) == count
    for result in results:
        match result:
            case Work(converted=converted):
                assert converted is not None
                converted.text.encode("utf-8", "surrogatepass")
            case Failed(stage, error, message):
                assert stage == "convert"
                assert error not in ("MemoryError", "RecursionError", "AssertionError")
                assert message
            case Filtered(reason):
                assert reason


def test_damaged_files_fail_alone(converter: Converter) -> None:
    """Each has one result, and nothing is raised."""
    files = list(damaged(sample(converter)))
    check(convert(converter, *files), len(files))


def test_files_of_another_kind_fail_alone(converter: Converter) -> None:
    """Nothing, zeros, noise, and what other converters read."""
    chance = random.Random(11)
    files = [b"", b" ", bytes(2_000), chance.randbytes(5_000), b"\xff" * 300, b"PK\x03\x04"]
    files += [b"%PDF-1.7\n", b"{\\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
    files += [make() for make in SAMPLES.values()]
    check(convert(converter, *files), len(files))
