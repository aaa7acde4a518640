"""The table of formats has all that is installed."""

from importlib.metadata import distribution
from pathlib import Path

from pipeline.convert import registry
from pipeline.extras import EXTRAS
from pipeline.sources import container

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")


def test_every_converter_container_and_extra_is_in_the_table() -> None:
    """Each by its name, as `docmill doctor` lists it."""
    groups = (registry.ENTRY_POINT_GROUP, container.ENTRY_POINT_GROUP)
    ours = [p.name for p in distribution("docmill").entry_points if p.group in groups]
    assert len(ours) > 15
    assert [name for name in (*ours, *EXTRAS) if f"`{name}`" not in PAGE] == []
