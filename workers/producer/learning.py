"""Learns the profile of a source in a process of its own.

It is started by `python -P -m workers.producer.learning < job`. A document that crashes a library
or never ends must not end the producer.
"""

import faulthandler
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.clean import CleanStage
from pipeline.clean.profile import make_profile, write_profile
from pipeline.convert import ConvertStage
from pipeline.records import Document, Record, Work
from pipeline.sources import SourceOptions, read_sources
from workers.files.private_files import UMASK
from workers.parent import end_with_parent, parent_variable

DOCUMENTS = 500
# A profile is kept, so it is not made of too few documents. Of the words of BBC articles that AG
# News does not have, 50 other BBC articles have 21 %, 100 have 33 %, 500 have 62 %.
FEWEST_DOCUMENTS = 100
# A run waits for its profile, so learning ends at these limits. 500 news articles of 2 KB take
# 0.4 s of one core.
MOST_BYTES = 16_000_000
MOST_SECONDS = 10.0
END_SECONDS = 30.0


class Job(Record, frozen=True):
    """What to read, the options of the stages convert and clean, and where to write the profile."""

    sources: tuple[str, ...]
    source_options: SourceOptions
    convert_options: dict[str, Any]
    clean_options: dict[str, Any]
    output: str


def learn_in_process(job: Job) -> str | None:
    """Do a job in another process; returns why it failed, or None.

    None without a file written means that the source has too few documents.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "workers.producer.learning"],
        input=msgspec.json.encode(job),
        env={**os.environ, **parent_variable()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        umask=UMASK,
        check=False,
    )
    if not done.returncode:
        return None
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"exit code {done.returncode}{': ' if last else ''}{''.join(last)[:200]}"


def learn(job: Job) -> None:
    """Make a profile of the job's first documents, unless there are too few."""
    stages = ConvertStage(**job.convert_options), CleanStage(**job.clean_options)
    deadline = time.monotonic() + MOST_SECONDS
    texts = sample(
        *stages, job.sources, job.source_options, DOCUMENTS, lambda: time.monotonic() < deadline
    )
    profile = make_profile(texts)
    if profile.documents >= FEWEST_DOCUMENTS:
        output = Path(job.output)
        output.parent.mkdir(parents=True, exist_ok=True)
        write_profile(profile, output)


def sample(
    convert: ConvertStage,
    clean: CleanStage,
    sources: Sequence[str],
    options: SourceOptions,
    documents: int,
    go_on: Callable[[], bool],
    most_bytes: int = MOST_BYTES,
) -> Iterator[str]:
    """The texts of the first `documents` that have one, up to `most_bytes` raw bytes in all.

    Several sources have equal shares; what one source does not use goes to those after it. The
    sample ends when `go_on`, called after every item, returns False.
    """
    for place, source in enumerate(sources):
        left = len(sources) - place
        share = _Share(-(-documents // left), most_bytes // left)
        for item in read_sources((source,), options):
            if isinstance(item, Document):
                if item.size > share.bytes:
                    break
                share.bytes -= item.size
                most_bytes -= item.size
                if text := _text(convert, clean, item):
                    yield text
                    share.documents -= 1
                    documents -= 1
            if not go_on():
                return
            if not share.documents:
                break


@dataclass
class _Share:
    """What may still be taken of one source."""

    documents: int
    bytes: int


def _text(convert: ConvertStage, clean: CleanStage, document: Document) -> str:
    """A document's text; "" if it has none, or something is wrong that the run will tell."""
    (result,) = convert.process([Work(document)])
    if not isinstance(result, Work) or result.converted is None:
        return ""
    try:
        return clean.plain_text(result.converted)
    except Exception:  # the run itself reports the document as failed
        return ""


def main() -> None:
    """Entry point of the process."""
    end_with_parent()
    # Its thread needs no GIL, so C code that never returns ends as well.
    faulthandler.dump_traceback_later(END_SECONDS, exit=True)
    learn(msgspec.json.decode(sys.stdin.buffer.read(), type=Job))


if __name__ == "__main__":
    main()
