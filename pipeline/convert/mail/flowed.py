"""Paragraphs that a mail program cut into lines (format=flowed, RFC 3676) made whole again."""


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """The text with each line that ends in a space joined to the next of its quote's depth.

    Depth stands before a line as ">" for each level, and as "> " in what is given back.
    `delete_space`: the space was put there for the cut alone (DelSp=yes).
    """
    made: list[str] = []
    held: list[str] = []
    held_depth = 0
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        inner = line.lstrip(">")
        depth = len(line) - len(inner)
        stuffed = inner.removeprefix(" ")
        if held and (depth != held_depth or stuffed == "-- "):
            made.append(_quoted(held, held_depth))
            held = []
        held_depth = depth
        if stuffed.endswith(" ") and stuffed != "-- " and stuffed.strip():
            held.append(stuffed[:-1] if delete_space else stuffed)
            continue
        made.append(_quoted([*held, stuffed], depth))
        held = []
    if held:
        made.append(_quoted(held, held_depth))
    return "\n".join(made)


def _quoted(pieces: list[str], depth: int) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}".rstrip() if depth and text.strip() else ">" * depth + text
