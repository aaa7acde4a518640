"""The text of a record: in one of its fields, or in the objects that it holds."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipeline.sources.envelopes import tells_text
from pipeline.sources.field_names import Path, fields_of, unwrapped, value_at
from pipeline.sources.rich_text import tree_text

FEWEST_WORDS = 12  # of a text that stands alone in objects
_GOING_ON = ("", *".,;:!?)]}'\"’”…")  # with which a line goes on behind a word


def text_of(record: Mapping[str, object], paths: list[Path]) -> tuple[Path | None, str | None]:
    """The first field with a text that is not blank, else one with a number, else a blank one."""
    number: tuple[Path | None, str | None] = (None, None)
    blank: tuple[Path | None, str | None] = (None, None)
    for path in paths:
        value = value_at(record, path)
        text = value if type(value) is str else _joined(value)
        if text is None:
            if type(value) in (int, float) and number[0] is None:
                number = path, str(value)
        elif text and not text.isspace():
            return path, text
        elif blank[0] is None:
            blank = path, text
    return number if number[0] else blank


def text_below(record: Mapping[str, object]) -> tuple[tuple[Path, ...], str | None]:
    """What the objects say that a record without a text holds, and the fields they stand in.

    Posts of a thread, messages of a talk. A few words that stand alone are those of a licence.
    """
    paths: list[Path] = []
    said: dict[str, None] = {}
    for name, value in record.items():
        if not isinstance(value, list | dict):
            continue
        texts = dict.fromkeys(_texts(value))
        is_long = len(texts) > 1 or any(len(text.split()) >= FEWEST_WORDS for text in texts)
        if texts and (isinstance(value, list) or is_long):
            paths.append((name,))
            said |= texts
    return tuple(paths), "\n\n".join(said) or None


def _texts(value: object) -> Iterator[str]:
    """The texts of all objects in a value, in their order, however deep they stand."""
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, list):
            waiting += [(part, depth + 1) for part in reversed(one)]
        elif isinstance(one, dict):
            path: Path | None = None
            if tells_text(one):
                path, text = _said(one)
                if text:
                    yield text
            elif depth == 1 and len(one) == 1:  # as Facebook writes posts
                only = next(iter(one.values()))
                if isinstance(only, str) and " " in only:
                    yield only
            beside = [*_beside(one, path or ())]
            waiting += [(inner, depth + 1) for inner in reversed(beside)]


def _beside(found: Mapping[str, object], path: Path) -> Iterator[object]:
    """The lists and objects in an object, but for what stands at a path in it."""
    for name, inner in found.items():
        if not isinstance(inner, list | dict):
            continue
        if not path or name != path[0]:
            yield inner
        elif isinstance(inner, dict) and len(path) > 1:
            yield from _beside(inner, path[1:])


def _joined(value: object) -> str | None:
    """A text, or paragraphs of one: texts, or objects that each have a text, or nodes of a tree."""
    if isinstance(value, str):
        return value
    plain = unwrapped(value)
    if isinstance(plain, str):
        return plain
    parts = [part for part in plain if part is not None] if isinstance(plain, list) else []
    texts = [part if isinstance(part, str) else _said(part)[1] for part in parts]
    told = [text for text in texts if text is not None]
    if not told or len(told) != len(parts):
        return tree_text(value) if isinstance(value, list | dict) else None
    if str in (kinds := set(map(type, parts))) and dict in kinds:
        # A text in which some words have a form: ["The ferry to ", {"text": "Orsa"}, "."].
        return "".join(
            part if not before or _goes_on(before, part) else f"\n\n{part}"
            for before, part in pairwise(("", *told))
        )
    return "\n\n".join(told)


def _goes_on(before: str, part: str) -> bool:
    """Whether a part of a text stands in the line of the part before it."""
    return before[-1:].isspace() or part[:1].isspace() or part[:1] in _GOING_ON


def _said(part: object) -> tuple[Path | None, str | None]:
    """A paragraph that is an object, behind its speaker or title if it has one, and where."""
    if not isinstance(part, dict):
        return None, None
    fields = fields_of(part)
    path, text = text_of(part, fields["text"])
    if not text:
        value = part.get("value")  # with its format beside it, as Drupal writes a field
        return path, value if isinstance(value, str) else text
    if isinstance(speaker := part.get("speaker"), str):
        return path, f"{speaker}: {text}"
    titles = (unwrapped(value_at(part, path)) for path in fields["title"])
    title = next((title for title in titles if isinstance(title, str) and title.strip()), "")
    return path, f"{title}\n\n{text}" if title and title != text else text
