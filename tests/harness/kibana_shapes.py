"""The shapes of saved objects that Kibana 9.2 takes, as JSON schemas.

Written after Kibana's public sources (repository elastic/kibana); each names its file. A version
before 9.0 is one that every Kibana 9 migrates when it imports, as it does with its sample data
(`src/platform/plugins/shared/home/server/services/sample_data/data_sets/ecommerce/`).
"""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
FLAG: dict[str, Any] = {"type": "boolean"}
NUMBER: dict[str, Any] = {"type": "number"}


def exactly(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    """An object of these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(set(properties) - set(optional)),
        "additionalProperties": False,
    }


def array(items: dict[str, Any], **limits: int) -> dict[str, Any]:
    """An array of such items."""
    return {"type": "array", "items": items, **limits}


def one_of(*values: str) -> dict[str, Any]:
    """One of these texts."""
    return {"enum": list(values)}


QUERY = exactly({"query": TEXT, "language": one_of("kuery", "lucene")})
REFERENCE = exactly({"type": TEXT, "id": TEXT, "name": TEXT})

# src/core/packages/saved-objects/common: SavedObject.
SAVED_OBJECT = exactly(
    {
        "type": one_of("index-pattern", "lens", "search", "dashboard"),
        "id": {"type": "string", "minLength": 1},
        "attributes": {"type": "object"},
        "references": array(REFERENCE),
        "managed": FLAG,
        "coreMigrationVersion": {"const": "8.8.0"},
        "typeMigrationVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    }
)

# src/platform/plugins/shared/data_views/server/saved_objects/data_views.ts, and
# common/types.ts: DataViewAttributes.
DATA_VIEW = exactly(
    dict.fromkeys(
        (
            "title", "name", "timeFieldName", "fieldFormatMap", "sourceFilters", "fieldAttrs",
            "fields", "runtimeFieldMap", "typeMeta",
        ),
        TEXT,
    )
)  # fmt: skip

# src/platform/plugins/shared/field_formats/common/converters/url.ts: getParamDefaults, URL_TYPES.
URL_FORMAT = exactly(
    {
        "id": {"const": "url"},
        "params": exactly(
            {"type": one_of("a", "img", "audio"), "urlTemplate": TEXT, "labelTemplate": TEXT},
            "urlTemplate",
            "labelTemplate",
        ),
    }
)

# src/platform/plugins/shared/saved_search/server/saved_objects/schema_legacy.ts:
# SCHEMA_SEARCH_MODEL_VERSION_5 (version 10.5.0), without what we never give.
SEARCH = exactly(
    {
        "title": TEXT,
        "description": TEXT,
        "columns": array(TEXT),
        "sort": array(array(TEXT, maxItems=2)),
        "grid": exactly({"columns": {"type": "object"}}, "columns"),
        "hideChart": FLAG,
        "isTextBasedQuery": FLAG,
        "kibanaSavedObjectMeta": exactly({"searchSourceJSON": TEXT}),
    }
)
# The same sample data: attributes.kibanaSavedObjectMeta.searchSourceJSON of a search.
SEARCH_SOURCE = exactly(
    {
        "highlightAll": FLAG,
        "version": FLAG,
        "query": QUERY,
        "filter": array({"type": "object"}),
        "indexRefName": TEXT,
    }
)

# src/platform/plugins/shared/dashboard/server/dashboard_saved_object/schema/v1/v1.ts and v2/v2.ts
# (version 10.2.0); unknown attributes are forbidden there too.
DASHBOARD = exactly(
    {
        "title": TEXT,
        "description": TEXT,
        "version": NUMBER,
        "timeRestore": FLAG,
        "timeFrom": TEXT,
        "timeTo": TEXT,
        "refreshInterval": exactly({"pause": FLAG, "value": NUMBER}),
        "kibanaSavedObjectMeta": exactly({"searchSourceJSON": TEXT}),
        "controlGroupInput": exactly(
            dict.fromkeys(
                ("panelsJSON", "controlStyle", "chainingSystem", "ignoreParentSettingsJSON"), TEXT
            )
        ),
        "panelsJSON": TEXT,
        "optionsJSON": TEXT,
    }
)
# src/platform/plugins/shared/dashboard/server/dashboard_saved_object/schema/v3/v3.ts:
# gridDataSchema; panels as in the sample data. The grid has 48 columns.
COLUMN = {"type": "integer", "minimum": 0, "maximum": 47}
PANELS = array(
    exactly(
        {
            "type": one_of("lens", "search"),
            "gridData": exactly(
                {
                    "x": COLUMN,
                    "y": {"type": "integer", "minimum": 0},
                    "w": {"type": "integer", "minimum": 1, "maximum": 48},
                    "h": {"type": "integer", "minimum": 1},
                    "i": TEXT,
                }
            ),
            "panelIndex": TEXT,
            "embeddableConfig": exactly({"enhancements": {"type": "object"}}),
            "panelRefName": TEXT,
        }
    ),
    minItems=1,
)
# The same sample data: controlGroupInput.panelsJSON.
CONTROLS = {
    "type": "object",
    "additionalProperties": exactly(
        {
            "order": NUMBER,
            "width": one_of("small", "medium", "large"),
            "grow": FLAG,
            "type": {"const": "optionsListControl"},
            "explicitInput": exactly({"id": TEXT, "fieldName": TEXT, "title": TEXT}),
        }
    ),
}

# x-pack/platform/plugins/shared/lens: operations/definitions, as the sample data has them;
# DateHistogramIndexPatternColumn and TermsIndexPatternColumn for the parameters.
SERIES = (
    "line", "bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked",
)  # fmt: skip
LABELS = {"label": TEXT, "sourceField": TEXT}
TERMS = exactly(
    {
        **LABELS,
        "dataType": {"const": "string"},
        "operationType": {"const": "terms"},
        "scale": {"const": "ordinal"},
        "isBucketed": {"const": True},
        "params": exactly(
            {
                "size": {"type": "integer", "minimum": 1, "maximum": 1_000},
                "orderBy": {
                    "oneOf": [
                        exactly({"type": {"const": "alphabetical"}, "fallback": FLAG}),
                        exactly({"type": {"const": "column"}, "columnId": TEXT}),
                    ]
                },
                "orderDirection": one_of("asc", "desc"),
                "otherBucket": FLAG,
                "missingBucket": FLAG,
                "parentFormat": exactly({"id": {"const": "terms"}}),
            }
        ),
    }
)
OVER_TIME = exactly(
    {
        **LABELS,
        "dataType": {"const": "date"},
        "operationType": {"const": "date_histogram"},
        "scale": {"const": "interval"},
        "isBucketed": {"const": True},
        "params": exactly(
            {
                "interval": one_of("auto", "1d", "1w", "1M", "1y"),
                "ignoreTimeRange": FLAG,
                "includeEmptyRows": FLAG,
                "dropPartials": FLAG,
            }
        ),
    }
)
FIGURE = exactly(
    {
        **LABELS,
        "customLabel": FLAG,
        "dataType": {"const": "number"},
        "operationType": one_of("count", "sum"),
        "scale": {"const": "ratio"},
        "isBucketed": {"const": False},
        "params": exactly({}),
    }
)
# x-pack/platform/plugins/shared/lens/public/visualizations/metric/types.ts:
# MetricVisualizationState.
METRIC_STATE = exactly(
    {
        "layerId": TEXT,
        "layerType": {"const": "data"},
        "metricAccessor": TEXT,
        "breakdownByAccessor": TEXT,
        "maxAccessor": TEXT,
        "showBar": FLAG,
    },
    "breakdownByAccessor",
    "maxAccessor",
    "showBar",
)
# x-pack/platform/plugins/shared/lens/public/visualizations/xy/types.ts: XYState,
# XYDataLayerConfig (its split is `splitAccessor` in 9.2).
AXES = exactly({"x": FLAG, "yLeft": FLAG, "yRight": FLAG})
XY_STATE = exactly(
    {
        "preferredSeriesType": one_of(*SERIES),
        "legend": exactly(
            {"isVisible": FLAG, "position": one_of("top", "left", "right", "bottom")}
        ),
        "valueLabels": one_of("hide", "show"),
        "fittingFunction": one_of("None", "Linear", "Zero"),
        "axisTitlesVisibilitySettings": AXES,
        "tickLabelsVisibilitySettings": AXES,
        "gridlinesVisibilitySettings": AXES,
        "layers": array(
            exactly(
                {
                    "layerId": TEXT,
                    "layerType": {"const": "data"},
                    "seriesType": one_of(*SERIES),
                    "xAccessor": TEXT,
                    "accessors": array(TEXT, minItems=1),
                    "splitAccessor": TEXT,
                },
                "splitAccessor",
            ),
            minItems=1,
            maxItems=1,
        ),
    }
)
# x-pack/platform/plugins/shared/lens/server/content_management/v0/schema/common.ts:
# lensItemAttributesSchemaV0; the state as the sample data has it.
LENS = exactly(
    {
        "title": TEXT,
        "description": TEXT,
        "visualizationType": one_of("lnsMetric", "lnsXY"),
        "state": exactly(
            {
                "visualization": {"oneOf": [METRIC_STATE, XY_STATE]},
                "query": QUERY,
                "filters": array({"type": "object"}),
                "datasourceStates": exactly(
                    {
                        "formBased": exactly(
                            {
                                "layers": {
                                    "type": "object",
                                    "additionalProperties": exactly(
                                        {
                                            "columns": {
                                                "type": "object",
                                                "additionalProperties": {
                                                    "oneOf": [TERMS, OVER_TIME, FIGURE]
                                                },
                                            },
                                            "columnOrder": array(TEXT, minItems=1),
                                            "incompleteColumns": exactly({}),
                                        }
                                    ),
                                }
                            }
                        )
                    }
                ),
                "internalReferences": array(REFERENCE, maxItems=0),
                "adHocDataViews": exactly({}),
            }
        ),
    }
)
ATTRIBUTES = {"index-pattern": DATA_VIEW, "lens": LENS, "search": SEARCH, "dashboard": DASHBOARD}
