"""How the sources of a run are read."""

from collections.abc import Mapping

import msgspec

from pipeline.records import Record
from pipeline.sources.dates import DateOrder
from pipeline.sources.limits import Limits


class SourceOptions(Record, frozen=True):
    """What a run says about its sources.

    `source_name` stands in ids for the path of the argument, so that a moved archive keeps its
    ids. `include` and `exclude` are glob patterns, see `pipeline.sources.selection`. `id_field`
    names the field of a record that becomes its key. `fields` names the field for a meaning
    (`pipeline.sources.field_names.MEANINGS`), as `a.b` where it lies in an object; others are
    found by what their names mean. `whole`: a message comes with all that is attached to it, as its
    source has it, and not without what is a document of its own. `date_order`: what 04/05/2004
    means in records. `within`: a folder, its links resolved, outside of which nothing is opened,
    whatever the arguments name and whoever changes them meanwhile; "" for no such bound. `own`: a
    folder, its links resolved, that is the reader's own and changes while it reads: left out below
    an argument as "system".
    """

    source_name: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    id_field: str | None = None
    fields: Mapping[str, str] = msgspec.field(default_factory=dict)
    limits: Limits = Limits()
    whole: bool = False
    date_order: DateOrder = ""
    within: str = ""
    own: str = ""
