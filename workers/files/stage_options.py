"""The options of stages, with those that a run adds: its files and its set of repairs."""

from collections.abc import Mapping
from typing import Any

from workers.files.assets import Asset

REPAIRING = "clean"  # the stage that repairs


def with_repairs(options: Mapping[str, Mapping[str, Any]], repairs: str) -> dict[str, Any]:
    """The options of stages, with this set of repairs; "" = unchanged."""
    if not repairs:
        return dict(options)
    return {**options, REPAIRING: {**options.get(REPAIRING, {}), "repairs": repairs}}


def with_assets(
    options: Mapping[str, Mapping[str, Any]], paths: Mapping[Asset, str]
) -> dict[str, dict[str, Any]]:
    """The options of stages, with the paths of these assets."""
    merged = {stage: dict(given) for stage, given in options.items()}
    for asset, path in paths.items():
        merged.setdefault(asset.stage, {})[asset.option] = path
    return merged
