"""A worker process: `python -P -m workers.worker.process --links clean,extract --concurrency 2`."""

import argparse
import gc
import logging
import os
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

from celery import signals
from redis import Redis, RedisError

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.stage import build_stages
from workers.broker.connection import celery_app, connect, reconnect
from workers.broker.leases import end_lease, renew_leases
from workers.broker.memory import await_room
from workers.broker.payloads import BatchKey
from workers.broker.reports import Reports
from workers.broker.steps import Loss
from workers.indexes import adapter, open_index
from workers.libraries.billiard import child_was_lost, status_of
from workers.libraries.celery import ChildChecks, EndsAtOnce, end_child, tasks_in_hand
from workers.parent import end_with_parent
from workers.settings import INDEX_LINK, Settings, load_settings
from workers.worker.gathering import Gathering
from workers.worker.links import Links, make_links
from workers.worker.resources import Resources
from workers.worker.stage_sets import StageSets, load_stage
from workers.worker.tasks import register
from workers.worker.watchdog import limit_memory

logger = logging.getLogger(__name__)


class Process:
    """What one worker process holds: stages loaded before the fork, connections made after it."""

    def __init__(self, settings: Settings, links: Sequence[str], *, gathers: bool) -> None:
        self._settings = settings
        self._gathers = gathers
        self._served = tuple(links)
        self._stages = build_stages(settings.stage_names, settings.stage_options)
        self._links: Links | None = None

    def load(self) -> None:
        """Load the models of the stages that this worker serves, and the client of the index."""
        adapter(self._settings.index_url)
        served = {name for link in self._served if link != INDEX_LINK for name in link.split("+")}
        for stage in self._stages:
            if stage.name in served:
                load_stage(stage)

    def links(self) -> Links:
        """The links, with connections of this very process."""
        if self._links is None:
            url = self._settings.broker_url
            if url is None:
                raise ConfigurationError("a worker needs DOCMILL_BROKER_URL")
            redis: Redis = connect(url)
            resources = Resources(
                StageSets(self._stages, self._settings.stage_options),
                open_index(self._settings),
                redis,
                self._settings.payload_ttl_seconds,
                self._settings.document_seconds,
            )
            gathering = (
                Gathering(redis, self._settings.queue(INDEX_LINK)) if self._gathers else None
            )
            self._links = make_links(self._settings.chain, resources, gathering)
        return self._links


def key_of(arguments: dict[str, Any]) -> BatchKey:
    """The attempt that a task with these arguments works."""
    return BatchKey(arguments["run"], arguments["batch"], arguments["attempt"])


def begun() -> list[BatchKey]:
    """The attempts that this worker is at; raises `RuntimeError` when they change meanwhile."""
    return [key_of(arguments) for arguments in tasks_in_hand()]


def lose(redis: Redis, key: BatchKey, error: BaseException, ttl_seconds: int) -> None:
    """Tell the producer that the child that worked a batch is gone, and how it ended."""
    loss = Loss(key.batch, key.attempt, status_of(error), time.time_ns() // 1_000_000)
    try:
        Reports(redis, key.run, ttl_seconds).lose(loss)
        end_lease(redis, key)
    except RedisError as trouble:
        logger.warning("lost child not reported, its lease will run out: %s", trouble)


def serve(
    settings: Settings, links: Sequence[str], concurrency: int, solo: bool, name: str | None
) -> int:
    """Run a Celery worker for some links until it is told to stop; returns its exit code.

    Later links come first in the order of the queues.
    """
    if settings.broker_url is None:
        raise ConfigurationError("a worker needs a broker: set DOCMILL_BROKER_URL")
    if unknown := set(links) - set(settings.link_names):
        raise ConfigurationError(
            f"no link {', '.join(sorted(unknown))}; DOCMILL_LINKS has "
            f"{', '.join(settings.link_names)}"
        )
    redis = connect(settings.broker_url)
    await_room(redis)
    redis.close()  # it connects again when it is used, after the fork
    app = celery_app(settings)
    # Of an index with a single writer nobody else takes batches from the queue.
    gathers = solo and adapter(settings.index_url).single_writer
    process = Process(settings, links, gathers=gathers)
    register(app, settings, process.links)

    def load(**_: object) -> None:
        process.load()
        # What is there before the fork is shared by all children; frozen, the collector does not
        # touch (and so copy) its pages.
        gc.collect()
        gc.freeze()

    own = os.getpid()

    def child(**_: object) -> None:
        if os.getpid() != own:  # a worker without children is its own
            end_with_parent(own)
        limit_memory(settings.document_memory_bytes)

    def child_ends(exitcode: int, **_: object) -> None:
        end_child(exitcode)

    def failed(exception: BaseException, kwargs: dict[str, Any], **_: object) -> None:
        # Other errors are told by the task itself, in the child.
        if child_was_lost(exception):
            lose(redis, key_of(kwargs), exception, settings.payload_ttl_seconds)

    checks = ChildChecks()

    def ready(sender: Any, **_: object) -> None:
        checks.begin(sender)

    signals.worker_init.connect(load, weak=False)
    signals.worker_ready.connect(ready, weak=False)
    signals.worker_process_init.connect(child, weak=False)
    signals.worker_process_shutdown.connect(child_ends, weak=False)
    signals.task_failure.connect(failed, weak=False)
    ordered = [link for link in reversed(settings.link_names) if link in links]
    worker = EndsAtOnce(
        app=app,
        hostname=f"{name or '-'.join(reversed(ordered))}@{socket.gethostname()}",
        queues=[settings.queue(link) for link in ordered],
        concurrency=1 if solo else concurrency,
        pool="solo" if solo else "prefork",
        optimization="fair",
        loglevel=settings.log_level,
        without_gossip=True,
        without_mingle=True,
        task_events=True,
        quiet=True,
    )
    renew_leases(redis, begun)
    worker.start()
    return int(worker.exitcode or 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of a worker process that a supervisor started."""
    parser = argparse.ArgumentParser(prog="workers.worker.process")
    parser.add_argument("--links", required=True, help="links to serve, divided by commas")
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--solo", action="store_true")
    parser.add_argument("--name")
    given = parser.parse_args(arguments)
    end_with_parent()
    try:
        settings = load_settings()
        configure_logging(settings)
        if settings.broker_url is not None:
            # Its supervisor may be starting the broker again at this moment, too.
            reconnect(settings.broker_url).close()
        return serve(settings, given.links.split(","), given.concurrency, given.solo, given.name)
    except DocmillError as error:
        print(f"docmill worker: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3


def configure_logging(settings: Settings) -> None:
    """One line a record, with time and process, on standard error."""
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s",
    )
    # One line for every request to Elasticsearch would drown everything else.
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    # This one has nothing above DEBUG to say, and decodes every body for it before it is dropped.
    logging.getLogger("elastic_transport.node").propagate = False


if __name__ == "__main__":
    sys.exit(main())
