"""Why something is left out on purpose: one short word each, counted, and what the word says."""

REASONS: dict[str, str] = {
    "empty": "nothing in it: no byte, no record, or no text once it is cleaned",
    "hardlink": "another name of a file of the archive, which is read under its first one",
    "header": "a row that has the names of the columns again, where tables were joined",
    "hidden": "its name, or that of a folder above it, begins with a dot",
    "image": "a picture",
    "mail": "a message or a mailbox; docmill does not read mail yet",
    "nested": "archives in one another, deeper than DOCMILL_MAX_DEPTH, or packed more than three "
    "times; raise the setting, or unpack it first",
    "not-text": "no text in any encoding that is known, such as a program or a database",
    "office": "an office file; docmill does not read these yet",
    "packed": "an archive that docmill does not read; unpack it first",
    "pdf": "a PDF; docmill does not read these yet",
    "rtf": "rich text; docmill does not read it yet",
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
    return REASONS.get(reason, BY_A_STAGE)
