"""A taxonomy: labels and the seed words that speak for them, read from TOML."""

import tomllib
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import msgspec

from pipeline.errors import ConfigurationError

DEFAULT = "iptc.toml"


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic. `words`: lower-case words and phrases; a final `*` stands for any ending."""

    label: str
    words: tuple[str, ...]
    code: str = ""
    description: str = ""


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of one classification. `languages`: ISO 639-1 codes of the seed words' languages."""

    name: str
    languages: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def digest(self) -> str:
        """16 hex digits over the whole content."""
        return blake2b(msgspec.json.encode(self), digest_size=8).hexdigest()


def load_taxonomy(path: str | None = None) -> Taxonomy:
    """Read a taxonomy file; without a path docmill's own, the IPTC Media Topics' top level.

    Raises `ConfigurationError` when it cannot be read, is not such a file, or names a label twice.
    """
    where = path or DEFAULT
    try:
        if path:
            text = Path(path).read_text("utf-8")
        else:
            text = files("pipeline.classify").joinpath("taxonomies", DEFAULT).read_text("utf-8")
        taxonomy = msgspec.convert(tomllib.loads(text), Taxonomy)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the taxonomy {where} cannot be used: {error}; it needs name, languages and "
            "[[labels]] with label and words"
        ) from error
    for label in taxonomy.labels:
        for seed in label.words:
            if "*" in seed[:-1] or not any(map(str.isalnum, seed)):
                raise ConfigurationError(
                    f"the taxonomy {where} has the seed {seed!r} under {label.label!r}; a seed is "
                    "words, with a * at its end at most"
                )
    names = [label.label for label in taxonomy.labels]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConfigurationError(
            f"the taxonomy {where} names {', '.join(sorted(twice))} twice; give each label once"
        )
    return taxonomy
