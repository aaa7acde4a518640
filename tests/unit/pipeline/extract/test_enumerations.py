"""Enumerated names and the labels beside them."""

from collections.abc import Iterator

from pipeline.extract.enumerations import beside
from pipeline.extract.forms import Form, Found
from pipeline.extract.labels import ORGANIZATION_LABEL, PERSON


class Counted(list[Found]):
    """Mentions that count how often somebody goes through them."""

    times = 0

    def __iter__(self) -> Iterator[Found]:
        self.times += 1
        return super().__iter__()


def forms_in(text: str, labels: dict[str, str]) -> list[Form]:
    """A form for each of these words, with all of its mentions."""
    forms = []
    for word, label in labels.items():
        form = Form(word.lower(), word, 0)
        form.mentions = Counted()
        place = text.find(word)
        while place != -1:
            form.add(Found(place, place + len(word), label), word)
            place = text.find(word, place + 1)
        form.label = label
        forms.append(form)
    return forms


def test_a_name_gets_the_label_of_those_it_is_enumerated_with() -> None:
    """Two sure people beside a doubtful organization speak for a person."""
    labels = {"Ann": PERSON, "Bob": PERSON, "Cal": ORGANIZATION_LABEL}
    text = "They met Ann, Bob and Cal."
    assert ("cal", PERSON) in [
        (form.key, label) for form, label in beside(text, forms_in(text, labels))
    ]


def test_mentions_are_looked_at_once_however_many_enumerations_there_are() -> None:
    """A name in a thousand enumerations has a thousand mentions: each time all is quadratic."""
    text = "Ann and Bob; " * 1_000
    forms = forms_in(text, {"Ann": PERSON, "Bob": PERSON})
    assert {form.key: label for form, label in beside(text, forms)} == {
        "ann": PERSON,
        "bob": PERSON,
    }
    for form in forms:
        assert len(form.mentions) == 1_000
        assert isinstance(form.mentions, Counted)
        assert form.mentions.times <= 3
