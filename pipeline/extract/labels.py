"""docmill's entity labels, and those of spaCy's models that they stand for."""

from collections.abc import Mapping

# OntoNotes 5's labels (as in spaCy's English models); PER and MISC are those of WikiNER models.
LABELS: Mapping[str, str] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "PRODUCT": "product",
    "LAW": "law",
    "LANGUAGE": "language",
    "DATE": "date",
    "TIME": "time",
    "MONEY": "money",
    "PERCENT": "percent",
    "QUANTITY": "quantity",
    "ORDINAL": "ordinal",
    "CARDINAL": "cardinal",
}
# Values say how much or when; every word of theirs counts, so nothing is trimmed from them.
VALUES = frozenset({"date", "time", "money", "percent", "quantity", "ordinal", "cardinal"})


def label_of(model_label: str) -> str:
    """docmill's label; one that docmill does not know stays, in lower case."""
    return LABELS.get(model_label, model_label.lower())
