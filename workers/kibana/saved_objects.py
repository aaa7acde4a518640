"""The saved objects for Kibana, made of their definitions.

Each says by its versions which form it has: the last one before 9.0. Every Kibana 9 brings such
objects into its own form when it imports them, as it does with its sample data.
"""

import json
from collections.abc import Iterator
from typing import Any

from pipeline.fields import EXTRA_FIELD, folded
from workers.kibana.definitions import Chart, Dashboard, Row, Search, View, definitions
from workers.kibana.lens import LAYER_REFERENCE, lens

CORE_VERSION = "8.8.0"
VERSIONS = {"index-pattern": "8.0.0", "lens": "8.9.0", "search": "10.5.0", "dashboard": "10.2.0"}
TYPES = {"chart": "lens", "search": "search"}
SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"
COLUMNS = 48
# What docmill makes of other fields to search them says nothing to people.
HIDDEN = ("*_terms", "*_stems", "*_folded", "id", folded(EXTRA_FIELD))


def saved_objects(alias: str) -> list[dict[str, Any]]:
    """All objects for the indices behind an alias; those of another alias have other ids."""
    return [
        *(_view(alias, name, view) for name, view in definitions("views", View).items()),
        *(_chart(alias, name, chart) for name, chart in definitions("charts", Chart).items()),
        *(_search(alias, name, search) for name, search in definitions("searches", Search).items()),
        *(
            _dashboard(alias, name, one)
            for name, one in definitions("dashboards", Dashboard).items()
        ),
    ]


def ndjson(alias: str) -> str:
    """The objects as Kibana imports them: a line of JSON each."""
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in saved_objects(alias))


def _object(
    kind: str, id: str, attributes: dict[str, Any], references: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "type": kind,
        "id": id,
        "attributes": attributes,
        "references": references,
        "managed": False,
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": VERSIONS[kind],
    }


def _id(alias: str, kind: str, name: str) -> str:
    return f"{alias}-{kind}-{name}"


def _view_reference(alias: str, view: str, name: str) -> dict[str, str]:
    return {"type": "index-pattern", "id": _id(alias, "view", view), "name": name}


def _view(alias: str, name: str, view: View) -> dict[str, Any]:
    id = _id(alias, "view", name)
    formats: dict[str, Any] = {
        field: {"id": "url", "params": {"type": "a"}} for field in view.links
    }
    for field in view.sources:
        # Browsers open no file:// address from a page, so it leads to what docmill has of the file.
        found = (
            f"../app/discover#/?_g=(time:(from:now-50y,to:now))"
            f"&_a=(dataSource:(dataViewId:'{id}',type:dataView),"
            f"query:(language:kuery,query:'{field}:%22{{{{value}}}}%22'))"
        )
        formats[field] = {
            "id": "url",
            "params": {"type": "a", "urlTemplate": found, "labelTemplate": "{{value}}"},
        }
    attributes = {
        "title": f"{alias}{view.index}",
        "name": f"{alias}: {view.name}",
        "timeFieldName": view.time,
        "fieldFormatMap": json.dumps(formats),
        "sourceFilters": json.dumps([{"value": pattern} for pattern in HIDDEN]),
        "fieldAttrs": "{}",
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "typeMeta": "{}",
    }
    return _object("index-pattern", id, attributes, [])


def _chart(alias: str, name: str, chart: Chart) -> dict[str, Any]:
    return _object(
        "lens",
        _id(alias, "chart", name),
        {"title": f"{alias}: {chart.title}", **lens(chart)},
        [_view_reference(alias, chart.view, LAYER_REFERENCE)],
    )


def _search(alias: str, name: str, search: Search) -> dict[str, Any]:
    source = {
        "highlightAll": True,
        "version": True,
        "query": {"query": search.query, "language": "kuery"},
        "filter": [],
        "indexRefName": SEARCH_INDEX,
    }
    attributes = {
        "title": f"{alias}: {search.title}",
        "description": "",
        "columns": list(search.columns),
        "sort": [list(one) for one in search.sort],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)},
    }
    references = [_view_reference(alias, search.view, SEARCH_INDEX)]
    return _object("search", _id(alias, "search", name), attributes, references)


def _dashboard(alias: str, name: str, dashboard: Dashboard) -> dict[str, Any]:
    placed = list(_placed(dashboard.rows))
    panels = [
        {
            "type": TYPES[kind],
            "gridData": {**place, "i": str(number)},
            "panelIndex": str(number),
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": f"panel_{number}",
        }
        for number, (kind, _, place) in enumerate(placed)
    ]
    references = [
        {"type": TYPES[kind], "id": _id(alias, kind, shown), "name": f"{number}:panel_{number}"}
        for number, (kind, shown, _) in enumerate(placed)
    ]
    references += [
        _view_reference(alias, dashboard.view, f"controlGroup_{field}:optionsListDataView")
        for field in dashboard.controls
    ]
    ignored = dict.fromkeys(
        ("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations"), False
    )
    attributes = {
        "title": f"{alias}: {dashboard.title}",
        "description": dashboard.description,
        "version": 1,
        "timeRestore": True,
        "timeFrom": dashboard.since,
        "timeTo": "now",
        "refreshInterval": {
            "pause": not dashboard.refresh_seconds,
            "value": 1_000 * (dashboard.refresh_seconds or 60),
        },
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": json.dumps(
                {"query": {"query": "", "language": "kuery"}, "filter": []}
            )
        },
        "optionsJSON": json.dumps(
            {
                "useMargins": True,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "hidePanelTitles": False,
            }
        ),
        "controlGroupInput": {
            "controlStyle": "oneLine",
            "chainingSystem": "HIERARCHICAL",
            "panelsJSON": json.dumps(
                {
                    field: {
                        "order": order,
                        "width": "medium",
                        "grow": True,
                        "type": "optionsListControl",
                        "explicitInput": {"id": field, "fieldName": field, "title": field},
                    }
                    for order, field in enumerate(dashboard.controls)
                }
            ),
            "ignoreParentSettingsJSON": json.dumps(ignored),
        },
        "panelsJSON": json.dumps(panels),
    }
    return _object("dashboard", _id(alias, "dashboard", name), attributes, references)


def _placed(rows: tuple[Row, ...]) -> Iterator[tuple[str, str, dict[str, int]]]:
    """(kind, name, place on the grid) of each panel."""
    top = 0
    for row in rows:
        left = 0
        widths = row.widths or (COLUMNS // len(row.panels),) * len(row.panels)
        for panel, width in zip(row.panels, widths, strict=True):
            kind, name = panel.split()
            yield kind, name, {"x": left, "y": top, "w": width, "h": row.height}
            left += width
        top += row.height
