"""Why something is left out on purpose: one short word each, counted, and what the word says."""

from pipeline.extras import NEEDS_EXTRA, missing_extras

REASONS: dict[str, str] = {
    "crawl-record": "what a crawler notes in a web archive beside the answers: requests, "
    "its settings",
    "empty": "nothing in it: no byte, no record, or no text once it is cleaned",
    "hardlink": "another name of a file of the archive, which is read under its first one",
    "header": "a row that has the names of the columns again, where tables were joined",
    "hidden": "its name, or that of a folder above it, begins with a dot",
    "http-status": "a page that a server did not give: an error, or the way to another address",
    "image": "a picture",
    "mail": "a message or a mailbox of a kind that docmill does not read",
    "needs-extra": "what reads it is not installed: {missing}",
    "nested": "archives in one another, deeper than DOCMILL_MAX_DEPTH, or packed more than three "
    "times; raise the setting, or unpack it first",
    "news-list": "an item of a news agency that lists others, or explains its codes",
    "no-text-layer": "pages that are pictures, and none of them was read; the extra `ocr` reads "
    "them: pip install 'docmill[ocr]'",
    "not-text": "no text in any encoding that is known, such as a program or a database",
    "office": "an office file of a kind that no converter here reads",
    "packed": "an archive that docmill does not read; unpack it first",
    "page-part": "a building block of pages: a style sheet, a script, data, a wiki's template",
    "pdf": "a PDF, for which no converter is installed",
    "redirect": "a page of a wiki that only leads to another",
    "revisit": "a page that a crawler found as it was before; it stands where it came first",
    "rtf": "rich text, for which no converter is installed",
    "sound": "a recording of sound",
    "special": "no file with a content of its own: a device, a pipe, a socket",
    "symlink": "a link; what it leads to is read where it stands, or when it is named itself",
    "system": "a file that systems and programs put beside people's files",
    "video": "a film",
}
BY_A_STAGE = (
    "refused by a stage: by one of your own, or for a quality signal of this name (options "
    "`policy` and `filters` of the stage clean)"
)


def meaning(reason: str) -> str:
    """What a reason says; words that are not ours are those of a stage."""
    told = REASONS.get(reason, BY_A_STAGE)
    return told.format(missing=missing_extras()) if reason == NEEDS_EXTRA else told
