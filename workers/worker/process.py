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
from pipeline.freed_memory import give_back
from pipeline.stage import build_stages
from workers.broker.chain import key_in
from workers.broker.connection import celery_app, connect, reconnect
from workers.broker.leases import end_lease, renew_leases
from workers.broker.memory import wait_for_memory
from workers.broker.payloads import BatchKey
from workers.broker.reports import Reports
from workers.broker.steps import Loss
from workers.indexes import adapter, open_index
from workers.libraries.billiard import child_was_lost, leave_no_folder, status_of, tell_monitors
from workers.libraries.celery import ChildChecks, EndsAtOnce, Reconnects, end_child, tasks_in_hand
from workers.parent import end_with_parent
from workers.settings import INDEX_LINK, Settings, load_settings
from workers.worker.gathering import Gathering
from workers.worker.links import Links, make_links
from workers.worker.loss_in_words import loss_in_words
from workers.worker.resources import Resources
from workers.worker.stage_sets import StageSets, load_stage
from workers.worker.tasks import register
from workers.worker.watchdog import limit_memory

logger = logging.getLogger(__name__)


class Process:
    """One worker process: stages are loaded before the fork, connections are made after it."""

    def __init__(self, settings: Settings, links: Sequence[str], *, gathers: bool) -> None:
        self._settings = settings
        self._gathers = gathers
        self._served = tuple(links)
        self._stages = build_stages(settings.stage_names, settings.stage_options)
        self._redis: Redis | None = None
        self._links: Links | None = None

    def load(self) -> None:
        """Load the models of the stages that this worker serves, and the client of the index."""
        adapter(self._settings.index_url)
        served = {name for link in self._served if link != INDEX_LINK for name in link.split("+")}
        for stage in self._stages:
            if stage.name in served:
                load_stage(stage)

    def links(self) -> Links:
        """The links, with connections made in this process."""
        if self._links is None:
            redis = self._broker()
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

    def report_error(self, key: BatchKey, error: BaseException) -> None:
        """Report to the producer the error that ended a task on a batch, also one of `links`."""
        ttl_seconds = self._settings.payload_ttl_seconds
        Reports(self._broker(), key.run, ttl_seconds).report_error(key.batch, error)

    def _broker(self) -> Redis:
        if self._redis is None:
            if (url := self._settings.broker_url) is None:
                raise ConfigurationError("a worker needs DOCMILL_BROKER_URL")
            self._redis = connect(url)
        return self._redis


def attempts_in_hand() -> list[BatchKey]:
    """The attempts that this worker is working.

    Raises:
        RuntimeError: they changed while they were read.
    """
    return [key for arguments in tasks_in_hand() if (key := key_in(arguments))]


def report_loss(redis: Redis, key: BatchKey, loss: Loss, ttl_seconds: int) -> None:
    """Report to the producer that the child process of a batch ended, and how."""
    try:
        Reports(redis, key.run, ttl_seconds).report_loss(loss)
        end_lease(redis, key)
    except RedisError as broker_error:
        logger.warning("lost child not reported, its lease will run out: %s", broker_error)


def serve(
    settings: Settings, links: Sequence[str], concurrency: int, solo: bool, name: str | None
) -> int:
    """Run a Celery worker for these links until it is stopped; returns its exit code.

    Raises:
        ConfigurationError: there is no broker in the settings, or no such link.
        Unavailable: the broker does not answer.
    """
    if settings.broker_url is None:
        raise ConfigurationError("a worker needs a broker: set DOCMILL_BROKER_URL")
    if unknown := set(links) - set(settings.link_names):
        raise ConfigurationError(
            f"no link {', '.join(sorted(unknown))}; DOCMILL_LINKS has "
            f"{', '.join(settings.link_names)}"
        )
    redis = connect(settings.broker_url)
    wait_for_memory(redis)
    redis.close()  # it connects again at its next use, after the fork
    app = celery_app(settings)
    # The single writer of an index is the only one that takes batches from its queue.
    gathers = solo and adapter(settings.index_url).single_writer
    process = Process(settings, links, gathers=gathers)
    register(app, settings, process.links, process.report_error)

    def load(**_: object) -> None:
        process.load()
        # All children share the memory from before the fork. Frozen objects are left alone by the
        # garbage collector, which would otherwise write to their pages and so copy them.
        gc.collect()
        give_back()  # what loading needed
        gc.freeze()

    main_process = os.getpid()

    def on_child_start(**_: object) -> None:
        if os.getpid() != main_process:  # a solo worker runs tasks in its main process
            end_with_parent(main_process)
        limit_memory(settings.document_memory_bytes)

    def on_child_end(exitcode: int, **_: object) -> None:
        end_child(exitcode)

    def on_failure(
        exception: BaseException, kwargs: dict[str, Any], einfo: Any, **_: object
    ) -> None:
        # The task itself reports all other errors.
        if child_was_lost(exception) and (key := key_in(kwargs)):
            loss = Loss(key.batch, key.attempt, status_of(exception), time.time_ns() // 1_000_000)
            tell_monitors(einfo, loss_in_words(redis, key, loss))
            report_loss(redis, key, loss, settings.payload_ttl_seconds)

    checks = ChildChecks()

    def on_ready(sender: Any, **_: object) -> None:
        checks.begin(sender)

    signals.worker_init.connect(load, weak=False)
    signals.worker_ready.connect(on_ready, weak=False)
    signals.worker_process_init.connect(on_child_start, weak=False)
    signals.worker_process_shutdown.connect(on_child_end, weak=False)
    signals.task_failure.connect(on_failure, weak=False)
    # A worker takes from later links first, so that batches in progress are finished.
    ordered = [link for link in reversed(settings.link_names) if link in links]
    worker = EndsAtOnce(
        app=app,
        hostname=f"{name or '-'.join(reversed(ordered))}@{socket.gethostname()}",
        queues=[settings.queue(link) for link in ordered],
        concurrency=1 if solo else concurrency,
        pool="solo" if solo else "prefork",
        optimization="fair",
        consumer_cls=Reconnects,
        loglevel=settings.log_level,
        without_gossip=True,
        without_mingle=True,
        task_events=True,
        quiet=True,
    )
    renew_leases(redis, attempts_in_hand)
    leave_no_folder()
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
            # The supervisor may be restarting the broker at this moment.
            reconnect(settings.broker_url).close()
        return serve(settings, given.links.split(","), given.concurrency, given.solo, given.name)
    except DocmillError as error:
        print(f"docmill worker: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3


def configure_logging(settings: Settings) -> None:
    """Log to standard error, one line for each message, with time and process id."""
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s",
    )
    # It logs one line for every request to Elasticsearch.
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    # It logs at DEBUG only, but decodes every body for that even when the message is dropped.
    logging.getLogger("elastic_transport.node").propagate = False


if __name__ == "__main__":
    sys.exit(main())
