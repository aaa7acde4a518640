"""Finds names that are enumerated ("Nokia, Sendo and Siemens"): mostly they are of one kind."""

from collections import Counter
from collections.abc import Collection, Iterator

from pipeline.extract.forms import Form
from pipeline.extract.gazetteer.kinds import AMBIGUOUS, COUNTRY, ORGANIZATION
from pipeline.extract.labels import NAMED, PERSON, PLACE_LABEL

_COMMA = frozenset({", ", ",\n"})
_LAST = frozenset({
    " and ", " or ", " & ", ", and ", ", or ", "\nand ", "\nor ", " and\n", " or\n", ",\nand ",
    ", and\n",
})  # fmt: skip
_BETWEEN = _COMMA | _LAST
_LONGEST = max(map(len, _LAST))
_MOST = 20  # names of an enumeration that are looked at
_SURE = 4.0  # a margin


def beside(text: str, forms: Collection[Form]) -> Iterator[tuple[Form, str]]:
    """Each enumerated form with the label that most of the sure forms beside it have.

    The forms have labels. An enumeration has an "and" or an "or": "Alexandria, Virginia" is none.
    Forms beside which two in three do not agree are left out.
    """
    counted: dict[str, tuple[Form, Counter[str]]] = {}
    sure: dict[str, bool] = {}  # a form may have thousands of mentions: it is asked once
    for enumerated in _enumerations(text, forms):
        members = {form.key: form for form in enumerated}
        sure.update((name, _is_sure(form)) for name, form in members.items() if name not in sure)
        telling = [form for name, form in members.items() if sure[name]]
        for form in members.values():
            _, labels = counted.setdefault(form.key, (form, Counter()))
            labels.update(other.label for other in telling if other is not form)
    for form, labels in counted.values():
        if labels:
            ((label, most),) = labels.most_common(1)
            if label in NAMED and 3 * most >= 2 * labels.total():
                yield form, label


def _is_sure(form: Form) -> bool:
    """Whether more than a doubtful answer of the model speaks for a form's label."""
    known = COUNTRY if form.label == PLACE_LABEL else ORGANIZATION
    listed = form.label != PERSON and form.kind & known and not form.kind & AMBIGUOUS
    return bool(listed) or form.titled or max(m.margin for m in form.mentions) >= _SURE


def _enumerations(text: str, forms: Collection[Form]) -> Iterator[list[Form]]:
    """The forms of two mentions or more with commas between them, and "and" before the last."""
    by_number = [*forms]
    mentions = [(m.start, m.end, n) for n, form in enumerate(by_number) for m in form.mentions]
    mentions.sort()
    run: list[int] = []
    last, before = -_LONGEST, -1
    for start, end, number in mentions:
        if start - last <= _LONGEST and (between := text[last:start]) in _BETWEEN:
            run = [*run[1 - _MOST :], number] if run else [before, number]
            if between in _LAST:
                yield [by_number[n] for n in run]
                run = []
        elif run:
            run = []
        last, before = end, number
