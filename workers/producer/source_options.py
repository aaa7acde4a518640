"""The options with which the sources of a request are read."""

from pipeline.sources import Limits, SourceOptions
from workers.ledger.records import Request
from workers.settings import Settings


def source_options(settings: Settings, request: Request) -> SourceOptions:
    """The options with which the sources of a request are read."""
    return SourceOptions(
        source_name=request.source_name,
        include=request.include,
        exclude=request.exclude,
        id_field=request.id_field,
        fields={"text": request.text_field} if request.text_field != "text" else request.fields,
        limits=Limits(max_document_bytes=settings.max_document_bytes, max_depth=settings.max_depth),
    )
