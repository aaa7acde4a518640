"""The names of files that a browser keeps."""

from workers.page.originals import attachment


def test_a_name_keeps_its_letters_and_nothing_that_cannot_be_seen() -> None:
    """Nor a quotation mark that would end it, nor half a character."""
    told = attachment('d\u00e9j\u00e0\u202efdp.exe\x1b\ud800"; a=b')["Content-Disposition"]
    assert told == (
        'attachment; filename="d_j__fdp.exe____ a_b"; '
        "filename*=UTF-8''d%C3%A9j%C3%A0_fdp.exe__%22%3B%20a%3Db"
    )
