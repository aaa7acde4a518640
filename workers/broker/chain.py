"""The chain of tasks that a batch goes through: their names, and how it is published."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from celery import Celery

from pipeline.records import Locator
from workers.broker.payloads import BatchKey
from workers.libraries.kombu import told_as_lost
from workers.settings import Settings

LONGEST_SOURCE = 120  # characters; the end of a longer one says most


class Label(NamedTuple):
    """What a batch is about, for people who look at Flower: its source, its records."""

    source: str
    records: str = ""


def label_of(places: Sequence[Locator]) -> Label:
    """The first source of a batch and how many more it has; how many documents, and which."""
    files = list(dict.fromkeys((place.source, place.member) for place in places))
    sources = list(dict.fromkeys(source for source, _ in files))
    first = sources[0]
    short = first if len(first) <= LONGEST_SOURCE else f"…{first[1 - LONGEST_SOURCE :]}"
    more = f" (+{len(sources) - 1})" if len(sources) > 1 else ""
    count = f"{len(places):,}"
    if len(files) > 1:
        return Label(f"{short}{more}", f"{count} in {len(files):,} files")
    numbers = f"{places[0].number:,}" + (f" to {places[-1].number:,}" if len(places) > 1 else "")
    return Label(f"{short}{more}", f"{count}: {numbers}")


def key_in(arguments: Mapping[str, Any]) -> BatchKey | None:
    """The attempt that a task with these arguments works; None for a task of another program."""
    match arguments:
        case {"run": str(run), "batch": int(batch), "attempt": int(attempt)}:
            return BatchKey(run, batch, attempt)
    return None


def task_name(link: str) -> str:
    """The name under which Flower shows a link's task."""
    return f"docmill.{link}"


def publish(
    app: Celery, settings: Settings, key: BatchKey, label: Label, alone: Sequence[str] = ()
) -> None:
    """Put the chain of one batch into the first link's queue.

    `alone`: the links that work it document by document.

    Raises:
        OperationalError: the broker is away.
    """
    arguments: dict[str, Any] = {
        "run": key.run, "batch": key.batch, "attempt": key.attempt,
        "source": label.source, "records": label.records, "alone": list(alone),
    }  # fmt: skip
    links = [
        app.signature(
            task_name(link),
            kwargs={**arguments, "stage": link},
            immutable=True,
            queue=settings.queue(link),
        )
        for link in settings.link_names
    ]
    first, *others = links
    # `celery.chain`, with Celery's own way to show arguments, sends the same message and takes half
    # as long again to make it.
    with told_as_lost():
        first.apply_async(chain=others[::-1], kwargsrepr=repr(first.kwargs))
