"""Office files made for tests and benchmarks, as small as their readers allow."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"

CORE = """<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>River crossings</dc:title><dc:creator>Ada Byron</dc:creator><dc:subject>Roads</dc:subject>
<cp:lastModifiedBy>Karl Ørsted</cp:lastModifiedBy>
<dcterms:created>2020-01-31T10:20:30Z</dcterms:created>
<dcterms:modified>2021-02-28T11:00:00Z</dcterms:modified></cp:coreProperties>"""
APP = "<Properties><Application>Writer 7</Application><Pages>3</Pages></Properties>"


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts: the same bytes for the same parts, at any time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, part in parts.items():
            # Its date is that with which a ZipInfo begins, in 1980.
            file.writestr(zipfile.ZipInfo(name), part, method)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip, to be changed and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def relations(*named: tuple[str, str, str]) -> str:
    """A part of relations: id, last word of the type, target of each."""
    inside = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for id, kind, target in named
    )
    return f"<Relationships>{inside}</Relationships>"


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a DOCX."""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_part(inside: str, root: str = "document") -> str:
    """A part of a DOCX."""
    return f'<w:{root} xmlns:w="{_WORD}" xmlns:mc="{_COMPATIBLE}">{inside}</w:{root}>'


def docx(body: str, **beside: str) -> bytes:
    """A DOCX; `beside`: kind of a part beside the body (`footnotes`, `header1`) → what is in it."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": word_part(f"<w:body>{body}</w:body>"),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
    }
    named = [(f"r{n}", kind.rstrip("0123456789"), f"{kind}.xml") for n, kind in enumerate(beside)]
    parts["word/_rels/document.xml.rels"] = relations(*named)
    for kind, inside in beside.items():
        parts[f"word/{kind}.xml"] = word_part(inside, kind.rstrip("0123456789"))
    return packed(parts)


def shape(*paragraphs: str, placeholder: str = "") -> str:
    """A shape on a slide; `placeholder`: its kind."""
    kind = f"<p:nvSpPr><p:nvPr><p:ph type={quoteattr(placeholder)}/></p:nvPr></p:nvSpPr>"
    text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in paragraphs)
    return f"<p:sp>{kind if placeholder else ''}<p:txBody>{text}</p:txBody></p:sp>"


def slide_part(inside: str, root: str = "sld") -> str:
    """A slide, a page of notes, or a master."""
    return f'<p:{root} xmlns:p="{_SLIDE}" xmlns:a="{_DRAWING}">{inside}</p:{root}>'


def pptx(slides: Sequence[str], notes: Mapping[int, str] | None = None, master: str = "") -> bytes:
    """A PPTX of slides with these shapes; `notes`: number of a slide → shapes of its notes.

    The files of the slides are numbered from the last to the first.
    """
    count = len(slides)
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="s{n}"/>' for n in range(count))
    named = [(f"s{n}", "slide", f"slides/slide{count - n}.xml") for n in range(count)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDE}" xmlns:r="{_OFFICE}">'
        f"<p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *named, ("m1", "slideMaster", "slideMasters/slideMaster1.xml")
        ),
        "ppt/slideMasters/slideMaster1.xml": slide_part(master, "sldMaster"),
        "docProps/core.xml": CORE,
    }
    for number, shapes in enumerate(slides):
        file = f"slide{count - number}.xml"
        parts[f"ppt/slides/{file}"] = slide_part(shapes)
        if notes and number in notes:
            parts[f"ppt/slides/_rels/{file}.rels"] = relations(
                ("n1", "notesSlide", f"../notesSlides/notes{number}.xml")
            )
            parts[f"ppt/notesSlides/notes{number}.xml"] = slide_part(notes[number], "notes")
    return packed(parts)


def xlsx(
    sheets: Mapping[str, str],
    strings: Sequence[str] = (),
    styles: str = "",
    beside: Mapping[str, str] | None = None,
) -> bytes:
    """An XLSX: names of sheets → rows as XML, shared strings, number formats and their cells.

    `beside`: more parts; a sheet names `xl/comments1.xml` as its comments.
    """
    named = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))]
    inside = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n + 1}" r:id="r{n}"/>'
        for n, name in enumerate(sheets)
    )
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        f"<sheets>{inside}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *named, ("t", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
        "docProps/core.xml": CORE,
    }
    for number, rows in enumerate(sheets.values()):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
        )
    if beside:
        parts |= beside
        parts["xl/worksheets/_rels/sheet0.xml.rels"] = relations(
            ("c", "comments", "../comments1.xml")
        )
    return packed(parts)


def open_document(kind: str, body: str, printed: str = "", manifest: str = "") -> bytes:
    """An ODT (`text`), ODS (`spreadsheet`) or ODP (`presentation`) with this body.

    `printed`: what its master pages hold.
    """
    names = " ".join(
        f'xmlns:{name}="{_OPEN}{name}:1.0"' for name in ("office", "text", "table", "style")
    )
    names += f' xmlns:draw="{_OPEN}drawing:1.0" xmlns:presentation="{_OPEN}presentation:1.0"'
    names += f' xmlns:meta="{_OPEN}meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    content = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    meta = (
        "<office:meta><dc:title>River crossings</dc:title>"
        "<meta:initial-creator>Ada Byron</meta:initial-creator><dc:creator>Karl Ørsted</dc:creator>"
        "<meta:creation-date>2020-01-31T10:20:30.123</meta:creation-date>"
        "<dc:date>2021-02-28T11:00:00</dc:date><meta:generator>Writer 7</meta:generator>"
        "</office:meta>"
    )
    master = f"<style:master-page>{printed}</style:master-page>"
    styles = f"<office:master-styles>{master}</office:master-styles>"
    return packed({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {names}>{content}</office:document-content>",
        "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>",
        "meta.xml": f"<office:document-meta {names}>{meta}</office:document-meta>",
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
    })  # fmt: skip


def epub(chapters: Mapping[str, str], encryption: str = "") -> bytes:
    """An EPUB: id of a chapter → its body. They are read in the order of their ids."""
    items = "".join(
        f'<item id="{id}" href="{id}.xhtml" media-type="application/xhtml+xml"/>' for id in chapters
    )
    order = "".join(f'<itemref idref="{id}"/>' for id in sorted(chapters))
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>River crossings</dc:title><dc:creator>Ada Byron</dc:creator>"
        "<dc:creator>Karl Ørsted</dc:creator><dc:date>2020-01-31</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles>"
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": package,
    }
    if encryption:
        parts["META-INF/encryption.xml"] = encryption
    for id, body in chapters.items():
        page = f"<html><head><title>T</title></head><body>{body}</body></html>"
        parts[f"OEBPS/{id}.xhtml"] = page
    return packed(parts)
