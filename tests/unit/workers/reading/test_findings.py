"""What views show of a document: `workers.reading.findings`."""

from typing import Any, NamedTuple

from workers.reading.findings import findings

OWN, QUOTED, SIGNATURE = "I agree.\n", "> Do you, Maria?\n> Say so.\n", "-- \nOskar\n"


class Named(NamedTuple):
    """An entity that is asked for."""

    label: str
    name: str


def message(text: str, **places: str) -> dict[str, Any]:
    """A message in which each of `places` has a mark of its name."""
    marks = [
        {"kind": kind, "start": text.index(part), "end": text.index(part) + len(part)}
        for kind, part in places.items()
    ]
    start = text.index("Maria")
    maria = {"start": start, "end": start + 5, "text": "Maria", "label": "person"}
    return {"text": text, "marks": marks, "mentions": [{**maria, "entity": "Maria"}]}


def test_quoted_parts_and_signatures_are_stretches_of_their_own() -> None:
    """They are closed, but for what is looked for; other marks set nothing apart."""
    text = OWN + QUOTED + SIGNATURE
    fields = message(text, credit=OWN, quoted=QUOTED, signature=SIGNATURE)
    own, quoted, signature = findings(fields).stretches
    assert [one.kind for one in (own, quoted, signature)] == ["", "quoted", "signature"]
    assert [one.lines for one in (own, quoted, signature)] == [1, 2, 2]
    assert not any(one.is_open for one in (quoted, signature))
    assert [one.has(Named("person", "Maria")) for one in (own, quoted)] == [False, True]
    assert not quoted.has(Named("person", "Oskar"))
    assert not quoted.has(None)


def test_what_is_nothing_but_quoted_is_open() -> None:
    """Nobody has to open the whole of a text."""
    [blank, quoted] = findings(message(f"\n{QUOTED}", quoted=QUOTED)).stretches
    assert (blank.kind, quoted.kind, quoted.is_open) == ("", "quoted", True)
