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

PASSING = (RedisError, OperationalError, Unavailable)


def register(app: Celery, settings: Settings, links: Callable[[], Links]) -> None:
    """Make the task of every link known to the app; `links` gives the process's own `Links`."""

    def run(
        self: Task,
        *,
        run: str,
        batch: int,
        attempt: int,
        stage: str,
        source: str,
        alone: Sequence[str],
    ) -> None:
        del source  # only for people who read the task in Flower
        key = BatchKey(run, batch, attempt)
        try:
            if stage == INDEX_LINK:
                links().index.write(key, alone=stage in alone)
                return
            position = settings.link_names.index(stage)
            if not links().stages.work(key, position, alone=stage in alone):
                end_chain(self)
        except MemoryError:
            # Celery would end the whole worker for it.
            end_out_of_memory()
        except PASSING:
            # Broker or index were away: the producer publishes again what it had, and no document
            # has a part in it.
            raise
        except Exception as error:
            links().complain(key, error)
            raise

    for link in settings.link_names:
        app.task(run, name=task_name(link), bind=True)
