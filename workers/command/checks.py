"""The checks of `doctor`: each examines one thing and says how to mend it."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

from pipeline.convert import ConvertStage
from pipeline.errors import ConfigurationError, DocmillError
from pipeline.extras import EXTRAS, is_installed, missing_extras
from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Failed, Filtered, Locator, Metadata, Work
from pipeline.sources.container import containers
from pipeline.stage import build_stages, run_stages
from workers.address import masked
from workers.broker.connection import celery_app, connect, served_queues
from workers.files.stack_state import running_stack
from workers.indexes import open_index
from workers.producer.disk_space import nearest_existing
from workers.reading.ledger import opened_ledger
from workers.settings import Settings, load_settings, unknown_variables
from workers.stack.stack import broker_program
from workers.worker.stage_sets import described, load_stage

SENTENCE = "Angela Merkel met Emmanuel Macron in Berlin to talk about trade and foreign policy."
LITTLE_DISK_BYTES = 5_000_000_000
NO_DISK_BYTES = 500_000_000
# If batches in flight take a larger share of Redis's memory, queues and reports have no room.
MOST_IN_FLIGHT = 0.6


class Check(msgspec.Struct, frozen=True):
    """The result of one check. `misconfigured`: a setting is wrong; `broken`: something else is."""

    name: str
    state: Literal["ok", "warning", "misconfigured", "broken"]
    detail: str
    mend: str = ""


Look = Callable[[Settings], Iterator[Check]]


def examine() -> list[Check]:
    """The results of all checks; only that of the settings when these cannot be read."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        return [Check("settings", "misconfigured", str(error), "see `docmill config --help`")]
    checks = list(settings_check())
    looks: dict[str, Look] = {
        "data directory": data_directory,
        "disk": disk,
        "ledger": ledger,
        "broker": broker,
        "workers": workers,
        "index": index,
        "stages": stages,
        "formats": formats,
    }
    for name, look in looks.items():
        try:
            checks.extend(look(settings))
        except ConfigurationError as error:
            checks.append(Check(name, "misconfigured", str(error)))
        except DocmillError as error:
            checks.append(Check(name, "broken", str(error)))
        except Exception as error:  # a check that fails does not stop the others
            checks.append(Check(name, "broken", f"{type(error).__name__}: {error}"))
    return checks


def settings_check() -> Iterator[Check]:
    """Whether there are `DOCMILL_` variables that are no settings."""
    strangers = unknown_variables()
    for name, resembled in strangers.items():
        yield Check(
            "settings", "warning", f"{name} is no setting",
            f"did you mean {resembled}?" if resembled else "see `docmill config`",
        )  # fmt: skip
    if not strangers:
        yield Check("settings", "ok", "can be read; `docmill config` shows them")


def data_directory(settings: Settings) -> Iterator[Check]:
    """Whether the data directory can be written, or made."""
    place = nearest_existing(settings.data_dir)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield Check(
            "data directory", "misconfigured",
            f"{place} cannot be written: {error.strerror}",
            "mend its permissions, or set DOCMILL_DATA_DIR to another directory",
        )  # fmt: skip
        return
    state = "" if place == settings.data_dir else " (the first run makes it)"
    yield Check("data directory", "ok", f"{settings.data_dir}{state}")


def disk(settings: Settings) -> Iterator[Check]:
    """Whether the disk of the data directory has room."""
    free = shutil.disk_usage(nearest_existing(settings.data_dir)).free
    detail = f"{free / 1e9:,.1f} GB are free for {settings.data_dir}"
    if free >= LITTLE_DISK_BYTES:
        yield Check("disk", "ok", detail)
    else:
        state: Literal["warning", "broken"] = "broken" if free < NO_DISK_BYTES else "warning"
        yield Check("disk", state, detail, "make room, or put DOCMILL_DATA_DIR on another disk")


def ledger(settings: Settings) -> Iterator[Check]:
    """Whether the ledger can be read."""
    with opened_ledger(settings) as reader:
        told = (
            f"runs: {len(reader.runs()):,}, in {settings.ledger_path}" if reader else "no run yet"
        )
    yield Check("ledger", "ok", told)


def broker(settings: Settings) -> Iterator[Check]:
    """Whether there is a broker: a running one, or a program that docmill can start."""
    url = _broker_url(settings)
    if url is None:
        program = broker_program()
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
        if done.returncode:
            yield Check(
                "broker", "broken",
                f"{program} does not start: {done.stderr.strip() or f'exit {done.returncode}'}",
                "install Redis or Valkey (redis-server on the PATH), or set DOCMILL_BROKER_URL",
            )  # fmt: skip
        else:
            yield Check("broker", "ok", f"embedded, started when needed: {done.stdout.strip()}")
        return
    redis = connect(url)
    try:
        facts = redis.info()
    finally:
        redis.close()
    version = facts.get("valkey_version")
    server = f"Valkey {version}" if version else f"Redis {facts.get('redis_version')}"
    yield Check("broker", "ok", f"{server} at {masked(url)}")
    if settings.broker_url is not None:
        yield from redis_settings(facts, settings.in_flight_bytes)


def redis_settings(facts: dict[str, Any], in_flight_bytes: int) -> Iterator[Check]:
    """What is wrong with the settings of a Redis, according to its INFO."""
    limit, policy = int(facts.get("maxmemory", 0)), str(facts.get("maxmemory_policy", ""))
    if limit and policy != "noeviction":
        yield Check(
            "broker memory", "misconfigured",
            f"Redis deletes keys when memory is short (maxmemory-policy {policy})",
            "set maxmemory-policy noeviction in redis.conf",
        )  # fmt: skip
    if limit and in_flight_bytes > MOST_IN_FLIGHT * limit:
        yield Check(
            "broker memory", "warning",
            f"batches in flight may need {in_flight_bytes / 1e6:,.0f} MB of Redis's "
            f"{limit / 1e6:,.0f} MB",
            "raise maxmemory, or lower DOCMILL_IN_FLIGHT_BYTES",
        )  # fmt: skip
    if not facts.get("aof_enabled"):
        yield Check(
            "broker persistence", "warning",
            "Redis keeps no append-only file: when it restarts, batches in flight are sent again",
            "set appendonly yes in redis.conf",
        )  # fmt: skip


def workers(settings: Settings) -> Iterator[Check]:
    """Which links are served by running workers; without a running broker there are none."""
    url = _broker_url(settings)
    if url is None:
        yield Check("workers", "ok", "`docmill run` starts its own")
        return
    connect(url).close()
    resolved = settings.model_copy(update={"broker_url": url})
    served = served_queues(celery_app(resolved))
    missing = [link for link in settings.link_names if resolved.queue(link) not in served]
    if not missing:
        yield Check("workers", "ok", f"running workers serve {', '.join(settings.link_names)}")
    elif settings.workers == "none":
        yield Check(
            "workers", "warning", f"no running worker serves {', '.join(missing)}",
            f"start `docmill worker --queues {','.join(missing)}`, or set DOCMILL_WORKERS=auto",
        )  # fmt: skip
    else:
        yield Check(
            "workers", "ok", f"none serves {', '.join(missing)}: `docmill run` starts its own"
        )


def index(settings: Settings) -> Iterator[Check]:
    """Whether the index answers and is healthy."""
    opened = open_index(settings)
    try:
        facts = opened.describe()
    finally:
        opened.close()
    detail = (
        f"{facts['engine']} {facts['version'] or ''} at {facts['address']}: "
        f"{facts['documents']:,} documents, {facts['bytes'] / 1e6:,.1f} MB"
    )
    match facts.get("health"):
        case "red":
            yield Check("index", "broken", f"{detail}, health red", "see GET /_cluster/health")
        case "yellow":
            yield Check(
                "index", "warning", f"{detail}, health yellow: replicas have no node",
                "add a node, or set DOCMILL_INDEX_REPLICAS=0 for a new index",
            )  # fmt: skip
        case _:
            yield Check("index", "ok", detail)


def stages(settings: Settings) -> Iterator[Check]:
    """Whether the stages load their models and give a result for one sentence.

    What stages say of themselves by their methods `report` and `languages` is shown too.
    """
    built = build_stages(settings.stage_names, settings.stage_options)
    for stage in built:
        load_stage(stage)
        facts = described(stage, "report") | described(stage, "languages")
        yield from (Check(name, "ok", fact) for name, fact in facts.items())
    locator = Locator("doctor:")
    document = Document(
        id=document_id(locator),
        locator=locator,
        media_type="text/plain",
        raw=SENTENCE,
        raw_hash=raw_hash(SENTENCE, "text/plain", Metadata()),
        size=len(SENTENCE),
    )
    order = ", ".join(settings.stage_names)
    match run_stages(built, [Work(document)])[0]:
        case Failed(name, error, message):
            yield Check(
                "stages", "broken", f"stage {name} fails on a plain sentence: {error}: {message}",
                "mend the stage, its model or its options (DOCMILL_STAGE_OPTIONS)",
            )  # fmt: skip
        case Filtered(reason):
            yield Check("stages", "warning", f"{order}: a plain sentence is left out as {reason}")
        case Work(entities=entities, topics=topics):
            found = [m.entity for m in entities.mentions] if entities else []
            chosen = list(topics.chosen) if topics else []
            findings = ", ".join([*found, *chosen]) or "nothing"
            yield Check("stages", "ok", f"{order}: found {findings} in a test sentence")


def formats(settings: Settings) -> Iterator[Check]:
    """Which converters and containers are installed, and the libraries of which extras."""
    options = settings.stage_options.get(ConvertStage.name, {})
    names = ", ".join(converter.name for converter in ConvertStage(**options).converters)
    yield Check("converters", "ok", names)
    yield Check("containers", "ok", ", ".join(container.name for container in containers()))
    there = [extra for extra in EXTRAS if is_installed(extra)]
    if len(there) == len(EXTRAS):
        yield Check("extras", "ok", f"all are installed: {', '.join(there)}")
    else:
        missing = f"not installed, left out as needs-extra: {missing_extras()}"
        yield Check("extras", "ok", f"installed: {', '.join(there) or 'none'}; {missing}")


def _broker_url(settings: Settings) -> str | None:
    """The address of the running broker: that of the settings, or of `docmill up`."""
    up = running_stack(settings) if settings.broker_url is None else None
    return up.broker_url if up else settings.broker_url
