"""What happens to a batch that was lost."""

from workers.broker.chain import Label
from workers.producer.flights import Flight, Next
from workers.producer.isolation import Finding

MOST = 3


def flight(documents: int) -> Flight:
    """A batch of so many documents."""
    return Flight(1, 10, documents, Label("a"), 0.0)


def test_losses_without_a_document_as_cause_do_not_count() -> None:
    """However often the broker restarts, or a kill meets the same document."""
    one = flight(1)
    for _ in range(20):
        assert one.count_loss(Finding.NO_DOCUMENT, None, MOST) is Next.REPEAT
        assert one.count_loss(Finding.SAME_DOCUMENT, None, MOST) is Next.REPEAT
    assert one.losses == 0


def test_a_batch_of_several_is_split_and_never_given_up() -> None:
    """Any of its documents may be the cause."""
    several = flight(2)
    for _ in range(MOST - 1):
        assert several.count_loss(Finding.ANY_DOCUMENT, None, MOST) is Next.REPEAT
    assert several.count_loss(Finding.ANY_DOCUMENT, None, MOST) is Next.SPLIT


def test_a_document_alone_is_given_up_after_several_losses() -> None:
    """When its failure cannot be indexed either, the run stops."""
    one = flight(1)
    after = [one.count_loss(Finding.NO_DOCUMENT, "ValueError: odd", MOST)]
    after += [one.count_loss(Finding.ANY_DOCUMENT, None, MOST) for _ in range(MOST - 1)]
    assert after == [Next.REPEAT, Next.REPEAT, Next.GIVE_UP]
    assert one.error == "ValueError: odd"
    one.given_up, one.losses = True, 0
    after = [one.count_loss(Finding.ANY_DOCUMENT, None, MOST) for _ in range(MOST)]
    assert after == [Next.REPEAT, Next.REPEAT, Next.STOP]


def test_a_batch_that_got_smaller_begins_to_count_anew() -> None:
    """The documents that are left did not cause the earlier losses."""
    several = flight(4)
    for _ in range(MOST - 1):
        several.count_loss(Finding.ANY_DOCUMENT, None, MOST)
    assert several.count_loss(Finding.QUARANTINE, None, MOST) is Next.REPEAT
    assert several.losses == 0
