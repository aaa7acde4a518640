"""What stands on a PDF page beside its text: the fields of a form, and notes to the page."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pipeline.convert.pdf_strings import utf_16

_UNSET = ("", "Off")
_MOST_CHOICES = 10_000
# Who wrote a note, what it is about, and what it says (ISO 32000-1, tables 164 and 170).
_KEYS = (b"T", b"Subj", b"Contents")


def notes(pdfium: Any, page: Any, form: Any) -> Iterator[str]:
    """Lines: the text of each note, and `name: value` of each field that is filled in.

    `pdfium`: the module `pypdfium2.raw`; `page`, `form`: its handles, `form` None where the file
    has no fields.
    """
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                text = _field(pdfium, note, form) if form else ""
            elif kind in (pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_LINK):
                text = ""  # the window of a note; a stretch of the text
            else:
                values = [_value(pdfium, note, key) for key in _KEYS]
                text = "\n".join(dict.fromkeys(part for part in values if part))
            if text := text.strip():
                yield text
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _value(pdfium: Any, note: Any, key: bytes) -> str:
    """A text of a note by its key."""
    return _string(lambda *to: pdfium.FPDFAnnot_GetStringValue(note, key, *to)).strip()


def _field(pdfium: Any, note: Any, form: Any) -> str:
    """A field's name as its author words it, and its value."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, note)
    if kind in (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE):
        return ""
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if not pdfium.FPDFAnnot_IsChecked(form, note):
            return ""
        read = pdfium.FPDFAnnot_GetFormFieldExportValue
    else:
        read = pdfium.FPDFAnnot_GetFormFieldValue
    value = _string(lambda *to: read(form, note, *to)).strip()
    if kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        value = ", ".join(_chosen(pdfium, note, form)) or value
    if value in _UNSET:
        return ""
    name = (
        _string(lambda *to: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, note, *to)).strip()
        or _string(lambda *to: pdfium.FPDFAnnot_GetFormFieldName(form, note, *to)).strip()
    )
    return f"{name}: {value}" if name else value


def _chosen(pdfium: Any, note: Any, form: Any) -> Iterator[str]:
    """What a list shows of the values that are chosen, which may be others than it stores."""
    for number in range(min(pdfium.FPDFAnnot_GetOptionCount(form, note), _MOST_CHOICES)):
        if pdfium.FPDFAnnot_IsOptionSelected(form, note, number):
            read = partial(pdfium.FPDFAnnot_GetOptionLabel, form, note, number)
            if label := _string(read).strip():
                yield label


def _string(read: Callable[[Any, int], int]) -> str:
    text = utf_16(read).decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
