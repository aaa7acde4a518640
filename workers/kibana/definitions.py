"""The definitions of objects for Kibana: one TOML file each, in `objects/`."""

import tomllib
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

FOLDER = Path(__file__).parent / "objects"

Shape = Literal[
    "metric", "line", "bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked"
]  # fmt: skip


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data view.

    `index`: what follows docmill's alias in the name of its index. `links`: fields that hold the
    address of a web page. `sources`: fields of which each value leads to its documents.
    """

    name: str
    time: str
    index: str = ""
    links: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chart: bars or lines over the values of a field (`by`) or over time (`over`), or a figure.

    `values`: numeric fields to sum, or "count" for the number of documents. `split`: a field whose
    values divide each bar. `size`: how many values of `by` or `split` are shown, those with the
    most documents, or the last by name (`newest_first`). `of`: the field that is the whole of a
    figure. `interval`: of time; "auto" lets Kibana choose one for the time range.
    """

    title: str
    view: str
    shape: Shape
    description: str = ""
    by: str | None = None
    over: str | None = None
    interval: str = "auto"
    split: str | None = None
    values: tuple[str, ...] = ("count",)
    of: str | None = None
    size: int = 10
    newest_first: bool = False


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A saved search; `query` is KQL."""

    title: str
    view: str
    columns: tuple[str, ...]
    sort: tuple[tuple[str, Literal["asc", "desc"]], ...]
    query: str = ""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Panels side by side, "chart NAME" or "search NAME"; Kibana's grid has 48 columns.

    `widths`: of the panels; they share the row evenly without.
    """

    height: int
    panels: tuple[str, ...]
    widths: tuple[int, ...] = ()


class Dashboard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dashboard; `controls`: fields of `view` by whose values it can be narrowed."""

    title: str
    description: str
    since: str
    view: str
    rows: tuple[Row, ...]
    controls: tuple[str, ...] = ()
    refresh_seconds: int = 0


D = TypeVar("D", View, Chart, Search, Dashboard)


def definitions(folder: str, kind: type[D]) -> dict[str, D]:
    """Name → definition, of all files in a folder of `objects/`."""
    return {
        file.stem: msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), kind)
        for file in sorted((FOLDER / folder).glob("*.toml"))
    }
