"""How the sources of a run are read."""

from pipeline.records import Record
from pipeline.sources.limits import Limits


class SourceOptions(Record, frozen=True):
    """What a run says about its sources.

    `source_name` stands in ids for the path of the argument, so that a moved archive keeps its
    ids. `include` and `exclude` are glob patterns, see `pipeline.sources.selection`. `id_field`
    names the field of a record that becomes its key. `text_field` names the field that holds the
    text; where it is the default, the usual other names are tried too.
    """

    source_name: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    id_field: str | None = None
    text_field: str = "text"
    limits: Limits = Limits()
