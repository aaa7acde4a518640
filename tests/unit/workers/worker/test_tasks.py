"""What a task tells the producer when it ends by an error."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from workers.broker.chain import task_name
from workers.broker.connection import celery_app
from workers.broker.payloads import BatchKey
from workers.settings import INDEX_LINK, load_settings
from workers.worker.links import Links
from workers.worker.tasks import register

ARGUMENTS = {
    "run": "a", "batch": 1, "attempt": 2, "stage": INDEX_LINK, "source": "x", "alone": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("error", "is_told"),
    [(ConfigurationError("no such index"), True), (Unavailable("away"), False)],
)
def test_a_worker_that_cannot_open_its_index_says_so(
    data_dir: Path, error: Exception, is_told: bool
) -> None:
    """Else its batches would be lost again and again without a word; what may pass is not told."""

    def links() -> Links:
        raise error

    settings = load_settings()
    told: list[tuple[BatchKey, BaseException]] = []
    app = celery_app(settings)
    register(app, settings, links, lambda key, why: told.append((key, why)))
    with pytest.raises(type(error), match=str(error)):
        app.tasks[task_name(INDEX_LINK)](**ARGUMENTS)
    assert told == ([(BatchKey("a", 1, 2), error)] if is_told else [])
