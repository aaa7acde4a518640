"""What a chart of Kibana's Lens asks Elasticsearch for, and the same counted from records.

Kibana makes the request from the chart's columns: `terms`, `date_histogram`, `sum`, and the number
of documents (x-pack/platform/plugins/shared/lens, operations/definitions). An interval that Kibana
chooses by the time range is a day here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

AUTO = "1d"
Rows = dict[tuple[str, ...], dict[str, float]]


def columns_of(chart: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a chart's saved object, in order."""
    layers = chart["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    [layer] = layers.values()
    return {id: layer["columns"][id] for id in layer["columnOrder"]}


def aggregations(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The aggregations for a chart's columns: its buckets in one another, its figures within."""
    body: dict[str, Any] = {
        id: {"sum": {"field": column["sourceField"]}}
        for id, column in columns.items()
        if column["operationType"] == "sum"
    }
    buckets = [(id, column) for id, column in columns.items() if column["isBucketed"]]
    for id, column in reversed(buckets):
        asked = _histogram(column) if "interval" in column["params"] else _terms(column, columns)
        body = {id: {**asked, "aggs": body}}
    return body


def _histogram(column: Mapping[str, Any]) -> dict[str, Any]:
    interval = column["params"]["interval"].replace("auto", AUTO)
    return {
        "date_histogram": {
            "field": column["sourceField"], "calendar_interval": interval, "min_doc_count": 1
        }
    }  # fmt: skip


def _terms(column: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    order = column["params"]["orderBy"]
    by = "_key"
    if order["type"] == "column":
        counts = columns[order["columnId"]]["operationType"] == "count"
        by = "_count" if counts else order["columnId"]
    asked = {"field": column["sourceField"], "size": column["params"]["size"]}
    return {"terms": {**asked, "order": {by: column["params"]["orderDirection"]}}}


def answered(columns: Mapping[str, Any], found: Mapping[str, Any], documents: int) -> Rows:
    """The rows of a chart, from Elasticsearch's answer: keys of the buckets → figures by column."""
    buckets = [id for id, column in columns.items() if column["isBucketed"]]
    rows: Rows = {}

    def read(level: int, keys: tuple[str, ...], part: Mapping[str, Any], count: int) -> None:
        if level < len(buckets):
            for bucket in part[buckets[level]]["buckets"]:
                key = bucket.get("key_as_string", bucket["key"])
                read(level + 1, (*keys, key), bucket, bucket["doc_count"])
            return
        rows[keys] = {
            id: float(count) if column["operationType"] == "count" else part[id]["value"]
            for id, column in columns.items()
            if not column["isBucketed"]
        }

    read(0, (), found, documents)
    return rows


def counted(columns: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> Rows:
    """The rows of a chart, counted from the records; of too many values those with most documents.

    Which of several values with equally many documents are shown is left open: see `same`.
    """
    figures: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for record in records:
        keys: list[tuple[str, ...]] = [()]
        for column in columns.values():
            if column["isBucketed"]:
                values = _values(record.get(column["sourceField"]), column)
                keys = [(*key, value) for key in keys for value in values]
        for key in keys:
            for id, column in columns.items():
                if not column["isBucketed"]:
                    counts = column["operationType"] == "count"
                    figures[key][id] += 1 if counts else record.get(column["sourceField"], 0)
    return {key: {id: float(value) for id, value in row.items()} for key, row in figures.items()}


def _values(value: Any, column: Mapping[str, Any]) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    if column["operationType"] != "date_histogram":
        return sorted(set(values))
    days = [datetime.fromisoformat(one).astimezone(UTC) for one in values]
    first = 1 if column["params"]["interval"] == "1M" else None
    return [
        f"{day.year:04}-{day.month:02}-{first or day.day:02}T00:00:00.000Z" for day in days
    ]  # fmt: skip
