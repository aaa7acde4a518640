"""docmill's entity labels, and their names in spaCy's models."""

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
PERSON = "person"
ORGANIZATION_LABEL = "organization"
PLACE_LABEL = "place"
GROUP = "group"
PRODUCT_LABEL = "product"
WORK = "work"
EVENT_LABEL = "event"
NAMED = frozenset({PERSON, ORGANIZATION_LABEL, PLACE_LABEL})
# Amounts and times: every word of theirs matters, so nothing is trimmed from them.
VALUES = frozenset({"date", "time", "money", "percent", "quantity", "ordinal", "cardinal"})


def label_of(model_label: str) -> str:
    """docmill's label; a label that it does not know stays, in lower case."""
    return LABELS.get(model_label, model_label.lower())
