"""What a batch's messages say of it, to people and to docmill."""

from typing import Any

import pytest

from pipeline.records import Locator
from workers.broker.chain import LONGEST_SOURCE, Label, key_in, label_of
from workers.broker.payloads import BatchKey

WIRE = "seeds/wire.jsonl"


@pytest.mark.parametrize(
    ("places", "label"),
    [
        ([Locator(WIRE)], Label(WIRE, "1: 1")),
        (
            [Locator(WIRE, record=n) for n in range(999, 1_010)],
            Label(WIRE, "11: 1,000 to 1,010"),
        ),
        (
            [Locator("a.zip", "x.txt"), Locator("a.zip", "y.txt")],
            Label("a.zip", "2 in 2 files"),
        ),
        (
            [Locator("a.txt"), Locator("b.txt"), Locator("b.txt"), Locator("c.txt")],
            Label("a.txt (+2)", "4 in 3 files"),
        ),
    ],
)
def test_a_label_names_source_and_records(places: list[Locator], label: Label) -> None:
    """As people count; of several files only how many there are."""
    assert label_of(places) == label


def test_the_end_of_a_long_source_is_kept() -> None:
    """Celery cuts long arguments in its events, and a cut one cannot be read."""
    source = f"file:///{'folder/' * 100}name.txt"
    label = label_of([Locator(source)])
    assert len(label.source) == LONGEST_SOURCE
    assert label.source.endswith("folder/name.txt")


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"run": "a", "batch": 1, "attempt": 2, "alone": []}, BatchKey("a", 1, 2)),
        ({"run": "a", "batch": 1, "attempt": 2, "newer": "option"}, BatchKey("a", 1, 2)),
        ({"run": "a", "batch": "1", "attempt": 2}, None),
        ({"run": 5, "batch": 1, "attempt": None}, None),
        ({"alone": []}, None),
        ({}, None),
    ],
)
def test_a_task_of_another_program_works_no_batch(
    arguments: dict[str, Any], key: BatchKey | None
) -> None:
    """Whatever it has in a queue of ours, no batch is taken to be there, or fails of it."""
    assert key_in(arguments) == key
