"""All links of the chain in one worker process."""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.worker.gathering import Gathering
from workers.worker.index_link import IndexLink
from workers.worker.resources import Resources
from workers.worker.stage_link import StageLinks


@dataclass(frozen=True)
class Links:
    """The links that run stages, and the link that writes to the index."""

    stages: StageLinks
    index: IndexLink


def make_links(
    chain: Sequence[Sequence[str]], resources: Resources, gathering: Gathering | None = None
) -> Links:
    """The links of a chain of stages."""
    return Links(StageLinks(chain, resources), IndexLink(resources, gathering))
