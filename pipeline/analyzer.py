"""Runs the stages in this Python process, without broker, index and environment variables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from pipeline.errors import DocumentError
from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Failed, Filtered, Locator, Metadata, Result, Unread, Work
from pipeline.stage import build_stages, run_stages

STAGES = ("convert", "clean", "extract", "classify")
BATCH = 32  # documents given to the stages at once: models are faster on several
LOCATOR = Locator("python:")


class Analyzer:
    """Stages that are made once and used for many documents.

    `stages`: names of the entry points in the group `docmill.stages`, in their order. `options`:
    keywords for stages, by stage name. A stage loads its models with its first document.

    Raises:
        ConfigurationError: a stage that is not installed, options that it does not take, or an
            order in which a stage lacks what it needs.
    """

    def __init__(
        self,
        stages: Sequence[str] = STAGES,
        options: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self._stages = build_stages(stages, options)

    def one(
        self,
        content: str | bytes,
        *,
        media_type: str = "text/plain",
        metadata: Metadata | None = None,
    ) -> Work:
        """Run the stages on a text, or on the bytes of a file whose encoding is not known.

        `media_type`: "text/html" for a page. `metadata`: what is known of the document, such as
        its title.

        Raises:
            DocumentError: a stage failed on it, or left it out (the message says which and why).
        """
        told = metadata or Metadata()
        encoded = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        document = Document(
            id=document_id(LOCATOR),
            locator=LOCATOR,
            media_type=media_type,
            raw=content,
            raw_hash=raw_hash(content, media_type, told),
            size=len(encoded),
            metadata=told,
        )
        match next(self.each([document])):
            case Work() as work:
                return work
            case Filtered(reason):
                raise DocumentError(f"the document is left out: {reason}")
            case Failed(stage, error, message):
                raise DocumentError(f"{stage}: {error}: {message}")

    def each(self, documents: Iterable[Document | Unread]) -> Iterator[Result]:
        """The result for each document of a stream such as `pipeline.sources.read_sources` gives.

        The result is `Failed` for a document on which a stage fails, and `Filtered` for one that is
        left out. Nothing is raised for these. Results are in the order of the documents.
        """
        items = iter(documents)
        while batch := list(islice(items, BATCH)):
            works = [Work(item) for item in batch if isinstance(item, Document)]
            done = iter(run_stages(self._stages, works))
            for item in batch:
                yield next(done) if isinstance(item, Document) else item.outcome


@cache
def _usual() -> Analyzer:
    return Analyzer()


def analyze(
    content: str | bytes, *, media_type: str = "text/plain", metadata: Metadata | None = None
) -> Work:
    """Clean one text, find its names and values, and classify it, with docmill's usual stages.

    The stages are made at the first call and kept. Arguments and errors are those of
    `Analyzer.one`. For many documents, `Analyzer.each` is faster.
    """
    return _usual().one(content, media_type=media_type, metadata=metadata)
