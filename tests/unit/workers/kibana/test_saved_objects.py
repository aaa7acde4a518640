"""The objects for Kibana: their shapes, their references, and the fields that they name."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.harness import kibana_shapes as shapes
from workers.indexes.elasticsearch.mapping import (
    document_properties,
    failure_properties,
    run_properties,
)
from workers.kibana.definitions import Dashboard, definitions
from workers.kibana.lens import LAYER, RECORDS
from workers.kibana.saved_objects import ndjson, saved_objects

ALIAS = "docmill"
OBJECTS = {one["id"]: one for one in saved_objects(ALIAS)}
MAPPINGS = {
    ALIAS: document_properties("standard"),
    f"{ALIAS}-runs": run_properties(),
    f"{ALIAS}-failures": failure_properties(),
}
NUMBERS = {"long", "float"}


def of_type(kind: str) -> list[Any]:
    """The objects of a type, each under its id in the test's name."""
    return [pytest.param(one, id=id) for id, one in OBJECTS.items() if one["type"] == kind]


def valid(value: Any, schema: dict[str, Any]) -> None:
    """Check a value against a shape."""
    Draft202012Validator.check_schema(schema)
    errors = Draft202012Validator(schema).iter_errors(value)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def mapping_of(one: dict[str, Any]) -> dict[str, Any]:
    """The fields of the index that an object is about."""
    [view] = {
        reference["id"] for reference in one["references"] if reference["type"] == "index-pattern"
    }
    return MAPPINGS[OBJECTS[view]["attributes"]["title"]]


def columns(one: dict[str, Any]) -> dict[str, Any]:
    """The columns of a chart."""
    layers = one["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    found: dict[str, Any] = layers[LAYER]["columns"]
    return found


def asked_fields(query: str) -> Iterator[str]:
    """The fields that a query names, in KQL as in our own language."""
    yield from re.findall(r"(\w+)\s*(?::|[<>]=?)", query)


@pytest.mark.parametrize("one", [pytest.param(one, id=id) for id, one in OBJECTS.items()])
def test_every_object_has_the_shape_that_kibana_takes(one: dict[str, Any]) -> None:
    """As Kibana 9.2's sources say; nothing is in it that they do not know."""
    valid(one, shapes.SAVED_OBJECT)
    valid(one["attributes"], shapes.ATTRIBUTES[one["type"]])


@pytest.mark.parametrize("wrong", ["unknown", "missing", "kind"])
def test_the_shapes_refuse_what_is_wrong(wrong: str) -> None:
    """The check above can fail."""
    chart = json.loads(json.dumps(OBJECTS[f"{ALIAS}-chart-people"]))["attributes"]
    if wrong == "unknown":
        chart["state"]["visualization"]["colour"] = "red"
    elif wrong == "missing":
        del chart["state"]["visualization"]["layers"][0]["xAccessor"]
    else:
        chart["state"]["datasourceStates"]["formBased"]["layers"][LAYER]["columns"]["by"][
            "operationType"
        ] = "top_values"
    assert not Draft202012Validator(shapes.LENS).is_valid(chart)


def test_every_reference_leads_to_an_object_of_its_type() -> None:
    """And every object is used: by a dashboard, by another object, or as a search of its own."""
    used = set()
    for one in OBJECTS.values():
        for reference in one["references"]:
            assert OBJECTS[reference["id"]]["type"] == reference["type"]
            used.add(reference["id"])
    charts = {id for id, one in OBJECTS.items() if one["type"] == "lens"}
    assert charts <= used
    assert len(OBJECTS) == len(saved_objects(ALIAS))


def test_another_alias_has_objects_of_its_own() -> None:
    """Two archives in one Kibana do not overwrite each other's, and each asks its own index."""
    others = saved_objects("leak2022")
    assert {one["id"] for one in others}.isdisjoint(OBJECTS)
    assert ALIAS not in json.dumps(others).replace("docmill.ndjson", "")


def test_the_file_has_one_object_a_line() -> None:
    """As Kibana's import reads it, the same each time."""
    lines = ndjson(ALIAS).splitlines()
    assert [json.loads(line) for line in lines] == saved_objects(ALIAS)
    assert ndjson(ALIAS) == ndjson(ALIAS)


@pytest.mark.parametrize("one", of_type("index-pattern"))
def test_data_views_name_a_date_and_show_links(one: dict[str, Any]) -> None:
    """Their time field is a date; a formatted field is one that a link can be made of."""
    attributes = one["attributes"]
    mapping = MAPPINGS[attributes["title"]]
    assert mapping[attributes["timeFieldName"]]["type"] == "date"
    for field, format in json.loads(attributes["fieldFormatMap"]).items():
        assert mapping[field]["type"] == "keyword"
        valid(format, shapes.URL_FORMAT)
        if template := format["params"].get("urlTemplate"):
            # Below "/app/", which Kibana puts before it, in any space.
            assert template.startswith("../app/discover#/?")
            assert f"{field}:%22{{{{value}}}}%22" in template
            assert f"dataViewId:'{one['id']}'" in template


@pytest.mark.parametrize("one", of_type("lens"))
def test_every_chart_asks_fields_that_answer(one: dict[str, Any]) -> None:
    """Values by keywords, time by dates, sums by numbers; each column is shown, in its order."""
    mapping, found = mapping_of(one), columns(one)
    for column in found.values():
        kind = mapping.get(column["sourceField"], {}).get("type")
        match column["operationType"]:
            case "terms":
                assert kind == "keyword"
                order = column["params"]["orderBy"]
                assert order["type"] == "alphabetical" or order["columnId"] in found
            case "date_histogram":
                assert kind == "date"
            case "sum":
                assert kind in NUMBERS
            case "count":
                assert column["sourceField"] == RECORDS
    state = one["attributes"]["state"]
    shown = json.dumps(state["visualization"])
    assert [id for id in found if f'"{id}"' not in shown] == []
    [layer] = state["datasourceStates"]["formBased"]["layers"].values()
    assert layer["columnOrder"] == list(found)
    buckets = [column["isBucketed"] for column in found.values()]
    assert buckets == sorted(buckets, reverse=True)


@pytest.mark.parametrize("one", of_type("search"))
def test_every_saved_search_shows_fields_that_there_are(one: dict[str, Any]) -> None:
    """Its columns, its order and its query; what it sorts by can be sorted by."""
    mapping, attributes = mapping_of(one), one["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    valid(source, shapes.SEARCH_SOURCE)
    asked = asked_fields(source["query"]["query"])
    assert {*attributes["columns"], *asked} <= mapping.keys()
    for field, _ in attributes["sort"]:
        assert mapping[field]["type"] in {"date", "keyword", *NUMBERS}
    assert [one["name"] for one in one["references"]] == [source["indexRefName"]]


@pytest.mark.parametrize("one", of_type("dashboard"))
def test_every_dashboard_is_whole(one: dict[str, Any]) -> None:
    """Its panels do not overlap and fill each row; each has its reference, as its controls."""
    attributes = one["attributes"]
    panels = json.loads(attributes["panelsJSON"])
    valid(panels, shapes.PANELS)
    controls = json.loads(attributes["controlGroupInput"]["panelsJSON"])
    valid(controls, shapes.CONTROLS)
    cells = [
        (x, y)
        for grid in (panel["gridData"] for panel in panels)
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(cells) == len(set(cells))
    assert {x for x, _ in cells} == set(range(48))
    assert len(cells) == 48 * (1 + max(y for _, y in cells))
    names = {reference["name"]: reference for reference in one["references"]}
    for panel in panels:
        assert names.pop(f"{panel['panelIndex']}:{panel['panelRefName']}")["type"] == panel["type"]
    mapping = mapping_of(one)
    for id, control in controls.items():
        assert mapping[control["explicitInput"]["fieldName"]]["type"] == "keyword"
        del names[f"controlGroup_{id}:optionsListDataView"]
    assert names == {}


def test_the_archive_dashboard_shows_what_it_is_for() -> None:
    """Documents over time, names, topics, languages, sources, and the documents themselves."""
    archive = definitions("dashboards", Dashboard)["archive"]
    shown = {panel for row in archive.rows for panel in row.panels}
    assert shown >= {
        "chart documents-over-time", "chart people", "chart organizations", "chart places",
        "chart topics", "chart languages", "chart sources", "search documents",
    }  # fmt: skip
    source = OBJECTS[f"{ALIAS}-search-documents"]["attributes"]["kibanaSavedObjectMeta"]
    assert json.loads(source["searchSourceJSON"])["highlightAll"] is True
