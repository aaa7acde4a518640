"""Makes text of documents safe to show: nothing in it controls a terminal or a page."""

from urllib.parse import unquote

# Characters that control a terminal or change the direction of the text after them. Joiners and
# direction marks stay, because scripts and emoji need them.
_CONTROLS = {
    code: f"⟨U+{code:04X}⟩"
    for code in (
        *(c for c in range(0x20) if c not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    )
}
# Invisible characters, which some views must show.
_INVISIBLE = _CONTROLS | {
    0x09: "⇥",
    0x0A: "⏎",
    **{
        code: f"⟨U+{code:04X}⟩"
        for code in (0xA0, 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202A),
                     *range(0x2060, 0x2065), 0xFEFF)
    },
}  # fmt: skip
LONGEST = 120


def harmless(text: str) -> str:
    """The text with control characters and changes of direction spelled out, as ⟨U+001B⟩."""
    # Nothing of them is printable, and to ask that takes a tenth of the time.
    return text if text.isprintable() else text.translate(_CONTROLS)


def readable(value: str, field: str = "source") -> str:
    """The address of a file as people write it, members of archives as they are.

    A value of another field is given back as it is.
    """
    if field != "source":
        return value
    file, *members = value.split("!")
    return "!".join((unquote(file), *members))


def revealed(text: str) -> str:
    """The text on one line, every character visible, cut after `LONGEST` characters."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    return text.translate(_INVISIBLE)
