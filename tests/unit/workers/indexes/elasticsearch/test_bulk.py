"""Operations of a bulk request and how they are cut into portions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.indexes.elasticsearch.bulk import Operation, operation, portions

SIZES = st.lists(st.integers(min_value=0, max_value=50), max_size=30)


@given(SIZES, st.integers(min_value=1, max_value=120))
def test_portions_keep_everything_in_order_and_below_the_limit(
    sizes: list[int], limit: int
) -> None:
    """No operation is lost, doubled or moved; only one that is too large by itself exceeds."""
    operations = [Operation(i, b"{}", b"x" * size) for i, size in enumerate(sizes)]
    cut = list(portions(operations, limit))
    assert [one for portion in cut for one in portion] == operations
    assert all(len(p) == 1 or sum(one.size for one in p) <= limit for p in cut)
    assert all(p for p in cut)


def test_an_operation_carries_its_version() -> None:
    """With a version a late copy cannot overwrite; without one the last to come wins."""
    assert json.loads(operation(0, "docs", "a", {}, 7).action) == {
        "index": {"_index": "docs", "_id": "a", "version": 7, "version_type": "external_gte"}
    }
    assert json.loads(operation(0, "docs", "a", {}).action) == {
        "index": {"_index": "docs", "_id": "a"}
    }


@given(st.text(max_size=20))
def test_a_document_is_one_line_and_stays_as_it_is(text: str) -> None:
    """A bulk body is cut at line ends, so those of a text are escaped."""
    source = operation(0, "docs", "a", {"text": text}).source
    assert b"\n" not in source
    assert json.loads(source) == {"text": text}


def test_half_characters_are_replaced() -> None:
    """A file name that is no UTF-8 comes with lone surrogates and does not fail its document."""
    source = operation(
        0, "docs", "a", {"member": "caf\udce9.txt", "n": [1, {"x": "\ud83d"}]}
    ).source
    assert json.loads(source) == {"member": "caf\ufffd.txt", "n": [1, {"x": "\ufffd"}]}


def test_what_is_no_json_is_an_error_of_its_document() -> None:
    """A stage of a user may leave anything in `extra`."""
    with pytest.raises(TypeError):
        operation(0, "docs", "a", {"extra": object()})
