"""The stages of a worker process, made anew for each set of assets that a run has."""

import tempfile
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from pipeline.stage import Stage, build_stage
from workers.broker.broker_assets import BrokerAssets
from workers.files.assets import Asset
from workers.files.stage_options import REPAIRING, with_assets, with_repairs

# A process serves few runs at once; a set takes some megabytes.
MOST_SETS = 4


class StageSet(msgspec.Struct):
    """All stages in order.

    `remade`: the stages made with assets; `loaded`: which of these are loaded.
    """

    stages: tuple[Stage, ...]
    remade: frozenset[str] = frozenset()
    loaded: set[str] = msgspec.field(default_factory=set)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The fingerprints of all stages, as the index keeps them."""
        return tuple(sorted(f"{stage.name}:{stage.fingerprint}" for stage in self.stages))

    def load(self, names: Collection[str]) -> None:
        """Load those of the named stages that were remade; the others are loaded already."""
        for stage in self.stages:
            if stage.name in names and stage.name in self.remade - self.loaded:
                load_stage(stage)
                self.loaded.add(stage.name)


class StageSets:
    """Makes sets of `stages` (with their `options`) and keeps the `MOST_SETS` last used."""

    def __init__(self, stages: Sequence[Stage], options: Mapping[str, Mapping[str, Any]]) -> None:
        self._options = options
        self.plain = StageSet(tuple(stages))
        self._made: OrderedDict[tuple[tuple[Asset, ...], str], StageSet] = OrderedDict()

    def get(
        self, assets: tuple[Asset, ...], source: BrokerAssets, repairs: str = ""
    ) -> StageSet | None:
        """The set for these assets; None when Redis has lost one that is needed now.

        `repairs`: the set of repairs; "" = as configured.

        Raises:
            ConfigurationError: a stage refuses a file that the producer's own stage took: worker
                and producer have different versions.
        """
        if not assets and not repairs:
            return self.plain
        wanted = assets, repairs
        if wanted not in self._made:
            contents = source.fetch(assets) if assets else []
            if contents is None:
                return None
            self._made[wanted] = self._make(assets, contents, repairs)
            if len(self._made) > MOST_SETS:
                self._made.popitem(last=False)
        self._made.move_to_end(wanted)
        return self._made[wanted]

    def _make(self, assets: Sequence[Asset], contents: Sequence[bytes], repairs: str) -> StageSet:
        # Stages read their files when they are made; afterwards the files are not needed.
        with tempfile.TemporaryDirectory(prefix="docmill-") as folder:
            paths: dict[Asset, str] = {}
            for asset, content in zip(assets, contents, strict=True):
                path = Path(folder, asset.digest)
                path.write_bytes(content)
                paths[asset] = str(path)
            options = with_repairs(with_assets(self._options, paths), repairs)
            names = {asset.stage for asset in assets} | ({REPAIRING} if repairs else set())
            return StageSet(
                tuple(
                    build_stage(stage.name, options[stage.name]) if stage.name in names else stage
                    for stage in self.plain.stages
                ),
                frozenset(names),
            )


def load_stage(stage: Stage) -> None:
    """Call a stage's `load`, if it has one."""
    load = getattr(stage, "load", None)
    if callable(load):
        load()


def described(stage: Stage, method: Literal["report", "languages"]) -> dict[str, str]:
    """What a stage says of itself by a method, if it has it: what is described → its description.

    `report`: how it runs here. `languages`: what it finds in which language.
    """
    describe = getattr(stage, method, None)
    return describe() if callable(describe) else {}
