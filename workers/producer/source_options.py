"""The options and limits with which sources are read."""

import os

from pipeline.sources import Limits, SourceOptions
from workers.ledger.records import Request
from workers.settings import Settings


def source_limits(settings: Settings) -> Limits:
    """How much a source may hold, as the settings say."""
    return Limits(
        max_document_bytes=settings.max_document_bytes,
        max_ratio=settings.max_ratio,
        max_archive_bytes=settings.max_archive_bytes,
        max_members=settings.max_members,
        max_depth=settings.max_depth,
    )


def source_options(settings: Settings, request: Request) -> SourceOptions:
    """The options with which the sources of a request are read."""
    return SourceOptions(
        source_name=request.source_name,
        include=request.include,
        exclude=request.exclude,
        id_field=request.id_field,
        fields={"text": request.text_field} if request.text_field != "text" else request.fields,
        limits=source_limits(settings),
        date_order=settings.date_order,
        within=request.within,
        own=os.path.realpath(settings.data_dir),
    )
