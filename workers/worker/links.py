"""All links of the chain in one worker process."""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.broker.payloads import BatchKey
from workers.worker.gathering import Gathering
from workers.worker.index_link import IndexLink
from workers.worker.resources import Resources
from workers.worker.stage_link import StageLinks


@dataclass(frozen=True)
class Links:
    """The links that run stages, the link that writes to the index, and what both use."""

    stages: StageLinks
    index: IndexLink
    resources: Resources

    def report_error(self, key: BatchKey, error: BaseException) -> None:
        """Report to the producer the error that ended a task on this batch."""
        self.resources.reports(key.run).report_error(key.batch, error)


def make_links(
    chain: Sequence[Sequence[str]], resources: Resources, gathering: Gathering | None = None
) -> Links:
    """The links of a chain of stages."""
    return Links(StageLinks(chain, resources), IndexLink(resources, gathering), resources)
