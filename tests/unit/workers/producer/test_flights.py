"""What is done with a batch that was lost."""

from workers.producer.flights import Flight, Next
from workers.producer.isolation import Finding

MOST = 3


def flight(documents: int) -> Flight:
    """A batch of so many documents."""
    return Flight(1, 10, documents, "a", 0.0)


def test_losses_in_which_nobody_had_a_part_do_not_count() -> None:
    """However often the broker dies, and whatever suspect a kill meets meanwhile."""
    one = flight(1)
    for _ in range(20):
        assert one.lost(Finding.NOBODY, None, MOST) is Next.REPEAT
        assert one.lost(Finding.SAME_SUSPECT, None, MOST) is Next.REPEAT
    assert one.losses == 0


def test_a_batch_of_several_is_split_and_never_given_up() -> None:
    """Any of its documents may be the cause."""
    several = flight(2)
    for _ in range(MOST - 1):
        assert several.lost(Finding.NOTHING, None, MOST) is Next.REPEAT
    assert several.lost(Finding.NOTHING, None, MOST) is Next.SPLIT


def test_a_document_alone_is_given_up_after_several_losses() -> None:
    """To processes or to errors of its tasks; when its failure cannot be indexed, the run stops."""
    one = flight(1)
    told = [one.lost(Finding.NOBODY, "ValueError: odd", MOST)]
    told += [one.lost(Finding.NOTHING, None, MOST) for _ in range(MOST - 1)]
    assert told == [Next.REPEAT, Next.REPEAT, Next.GIVE_UP]
    assert one.complaint == "ValueError: odd"
    one.given_up, one.losses = True, 0
    told = [one.lost(Finding.NOTHING, None, MOST) for _ in range(MOST)]
    assert told == [Next.REPEAT, Next.REPEAT, Next.STOP]


def test_a_batch_that_got_smaller_begins_to_count_anew() -> None:
    """What is left of it had no part in the losses of the one in quarantine."""
    several = flight(4)
    for _ in range(MOST - 1):
        several.lost(Finding.NOTHING, None, MOST)
    assert several.lost(Finding.QUARANTINE, None, MOST) is Next.REPEAT
    assert several.losses == 0
