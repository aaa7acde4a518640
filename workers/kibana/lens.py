"""A chart as the state of Kibana's editor Lens.

The shape is that of Kibana's own sample data
(`src/platform/plugins/shared/home/server/services/sample_data/data_sets/`), whose objects 9.2 has.
"""

from typing import Any

from workers.kibana.definitions import Chart

LAYER = "layer"
LAYER_REFERENCE = f"indexpattern-datasource-layer-{LAYER}"
COUNT = "count"
RECORDS = "___records___"  # Kibana's name for the documents themselves
_BY, _SPLIT, _WHOLE = "by", "split", "of"


def lens(chart: Chart) -> dict[str, Any]:
    """The attributes of the chart's saved object, its title apart."""
    columns = _columns(chart)
    return {
        "description": chart.description,
        "visualizationType": "lnsMetric" if chart.shape == "metric" else "lnsXY",
        "state": {
            "visualization": _metric(chart) if chart.shape == "metric" else _xy(chart),
            "query": {"query": "", "language": "kuery"},
            "filters": [],
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        LAYER: {
                            "columns": columns,
                            "columnOrder": list(columns),
                            "incompleteColumns": {},
                        }
                    }
                }
            },
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _columns(chart: Chart) -> dict[str, dict[str, Any]]:
    """What the chart asks Elasticsearch for; buckets come before the figures in them."""
    columns: dict[str, dict[str, Any]] = {}
    if chart.by:
        columns[_BY] = _terms(chart, chart.by)
    if chart.over:
        columns[_BY] = {
            "label": chart.over,
            "dataType": "date",
            "operationType": "date_histogram",
            "scale": "interval",
            "sourceField": chart.over,
            "isBucketed": True,
            "params": {
                "interval": chart.interval,
                # With an interval of its own it shows every document of the view's time range,
                # whatever this date.
                "ignoreTimeRange": chart.interval != "auto",
                "includeEmptyRows": False,
                "dropPartials": False,
            },
        }
    if chart.split:
        columns[_SPLIT] = _terms(chart, chart.split)
    columns |= {value: _value(value) for value in chart.values}
    if chart.of:
        columns[_WHOLE] = _value(chart.of)
    return columns


def _terms(chart: Chart, field: str) -> dict[str, Any]:
    order = (
        {"type": "alphabetical", "fallback": False}
        if chart.newest_first
        else {"type": "column", "columnId": chart.values[0]}
    )
    return {
        "label": field,
        "dataType": "string",
        "operationType": "terms",
        "scale": "ordinal",
        "sourceField": field,
        "isBucketed": True,
        "params": {
            "size": chart.size,
            "orderBy": order,
            "orderDirection": "desc",
            "otherBucket": False,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def _value(field: str) -> dict[str, Any]:
    counts = field == COUNT
    return {
        "label": "documents" if counts else field.replace("_", " "),
        "customLabel": True,
        "dataType": "number",
        "operationType": "count" if counts else "sum",
        "scale": "ratio",
        "sourceField": RECORDS if counts else field,
        "isBucketed": False,
        "params": {},
    }


def _metric(chart: Chart) -> dict[str, Any]:
    state: dict[str, Any] = {
        "layerId": LAYER,
        "layerType": "data",
        "metricAccessor": chart.values[0],
    }
    if chart.by:
        state["breakdownByAccessor"] = _BY
    if chart.of:
        state |= {"maxAccessor": _WHOLE, "showBar": True}
    return state


def _xy(chart: Chart) -> dict[str, Any]:
    layer: dict[str, Any] = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": chart.shape,
        "xAccessor": _BY,
        "accessors": list(chart.values),
    }
    if chart.split:
        layer["splitAccessor"] = _SPLIT
    return {
        "preferredSeriesType": chart.shape,
        "legend": {"isVisible": bool(chart.split) or len(chart.values) > 1, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": True, "yRight": True},
        "tickLabelsVisibilitySettings": {"x": True, "yLeft": True, "yRight": True},
        "gridlinesVisibilitySettings": {"x": True, "yLeft": True, "yRight": True},
        "layers": [layer],
    }
