"""The converters that are installed, found by entry point, ours as a user's."""

import inspect
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any, cast

from pipeline.convert.converter import ConversionLimits, Converter
from pipeline.errors import ConfigurationError, DocmillError
from pipeline.installed import installed

ENTRY_POINT_GROUP = "docmill.converters"


def build_converters(
    limits: ConversionLimits, options: Mapping[str, Mapping[str, Any]]
) -> list[Converter]:
    """All converters, in the order of their names; `options`: keywords by a converter's name.

    Raises:
        ConfigurationError: one cannot be loaded, options that it does not take, or options for a
            converter that is not installed.
    """
    registered = {point.name: point for point in installed(ENTRY_POINT_GROUP)}
    if not registered:
        raise ConfigurationError(
            "docmill's installation is older than its code and knows no converters; install it "
            "again, a checkout by: pip install --no-deps --no-build-isolation --editable ."
        )
    if strangers := set(options) - set(registered):
        raise ConfigurationError(
            f"the stage convert has no option {', '.join(sorted(strangers))}; it takes limits, "
            f"order, and options of the converters {', '.join(sorted(registered)) or '(none)'}"
        )
    return [_build(registered[name], limits, options.get(name, {})) for name in sorted(registered)]


@cache
def converted_types() -> frozenset[str]:
    """The media types that the installed converters are for; raises as `build_converters`."""
    made = build_converters(ConversionLimits(), {})
    return frozenset().union(*(converter.media_types for converter in made))


@cache
def types_by_suffix() -> Mapping[str, str]:
    """Suffix → media type, by the converters that tell their files so; as `build_converters`."""
    made = build_converters(ConversionLimits(), {})
    return {
        suffix: media_type
        for converter in made
        for suffix, media_type in getattr(converter, "suffixes", {}).items()
    }


def by_media_type(
    converters: Collection[Converter], order: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Converter, ...]]:
    """The converters of each media type, the first first.

    `order`: the names of those for a type as they are to be tried; others are not used for it.
    Without it they are tried in the order of their names.

    Raises:
        ConfigurationError: a name in `order` that no converter of the type has.
    """
    found: dict[str, list[Converter]] = {}
    for converter in converters:
        for media_type in converter.media_types:
            found.setdefault(media_type, []).append(converter)
    for media_type, names in order.items():
        known = {converter.name: converter for converter in found.get(media_type, ())}
        if unknown := [name for name in names if name not in known]:
            raise ConfigurationError(
                f"no converter {', '.join(unknown)} for {media_type} (option `order` of the stage "
                f"convert); there are {', '.join(known) or 'none'}"
            )
        found[media_type] = [known[name] for name in names]
    return {media_type: tuple(several) for media_type, several in found.items()}


def _build(point: EntryPoint, limits: ConversionLimits, options: Mapping[str, Any]) -> Converter:
    try:
        make = point.load()
        taken = inspect.signature(make).parameters
        if strange := [option for option in options if option not in taken]:
            known = ", ".join(option for option in taken if option != "limits")
            raise ConfigurationError(
                f"the converter {point.name} has no option {', '.join(strange)}, but "
                f"{known or 'none'} (options of the stage convert)"
            )
        return cast(Converter, make(limits=limits, **options))
    except DocmillError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"the converter {point.name!r} could not be loaded: {type(error).__name__}: {error}"
        ) from error
