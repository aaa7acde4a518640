"""The tasks: one generic task, registered once for each link of the chain."""

from collections.abc import Callable, Sequence

from celery import Celery, Task
from kombu.exceptions import OperationalError
from redis import RedisError

from pipeline.errors import Unavailable
from workers.broker.chain import task_name
from workers.broker.payloads import BatchKey
from workers.libraries.celery import end_chain
from workers.settings import INDEX_LINK, Settings
from workers.worker.links import Links
from workers.worker.watchdog import end_out_of_memory

TEMPORARY = (RedisError, OperationalError, Unavailable)


def register(
    app: Celery,
    settings: Settings,
    links: Callable[[], Links],
    report_error: Callable[[BatchKey, BaseException], None],
) -> None:
    """Register the task of every link with the app.

    `links` gives the `Links` of the process; `report_error` tells the producer why a task ended.
    """

    def run(
        self: Task,
        *,
        run: str,
        batch: int,
        attempt: int,
        stage: str,
        source: str,
        alone: Sequence[str],
        records: str = "",
    ) -> str:
        """Work one link of a batch; returns what became of its documents, for Flower."""
        del source, records  # shown in Flower only
        key = BatchKey(run, batch, attempt)
        try:
            if stage == INDEX_LINK:
                return links().index.write(key, alone=stage in alone)
            position = settings.link_names.index(stage)
            passed = links().stages.run(key, position, alone=stage in alone)
            if not passed.goes_on:
                end_chain(self)
            return passed.told
        except MemoryError:
            # Otherwise Celery would end the whole worker.
            end_out_of_memory()
        except TEMPORARY:
            # The broker or the index was away. The producer publishes the batch again, and no
            # document counts as the cause.
            raise
        except Exception as error:
            report_error(key, error)
            raise

    for link in settings.link_names:
        app.task(run, name=task_name(link), bind=True, shared=False)  # with other applications
