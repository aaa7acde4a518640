"""A taxonomy: labels with their seed words, read from TOML."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import msgspec

from pipeline.errors import ConfigurationError

DEFAULT = "iptc"
_SHAPE = (
    "a taxonomy is a TOML file with a [[labels]] table for each label: label, and if you like "
    "words, words_in, description, code and parent; before them languages, if the words are not "
    "English"
)


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic.

    `words`: seed words and phrases in any case; a final `*` matches any ending. Without any, the
    label's own words are its seeds. `words_in[code]`: further ones in one language, by its code in
    ISO 639-1. `code`: the label's code in a public scheme. `description`: not
    used. `parent`: the label above this one.
    """

    label: str
    words: tuple[str, ...] = ()
    words_in: dict[str, tuple[str, ...]] = {}
    code: str = ""
    description: str = ""
    parent: str = ""


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Labels of one classification. `languages`: ISO 639-1 codes of the languages of `words`."""

    labels: tuple[Label, ...]
    name: str = ""
    languages: tuple[str, ...] = ("en",)

    @property
    def digest(self) -> str:
        """16 hex digits over the whole content."""
        return blake2b(msgspec.json.encode(self), digest_size=8).hexdigest()

    @cached_property
    def all_languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that it has words in."""
        further = {language for label in self.labels for language in label.words_in}
        return tuple(sorted({*self.languages, *further}))

    @cached_property
    def seeds(self) -> tuple[tuple[str, ...], ...]:
        """Each label's seeds in `languages`: its own, else its children's, else its name."""
        return self._gathered([label.words for label in self.labels], by_name=True)

    def seeds_in(self, language: str) -> tuple[tuple[str, ...], ...]:
        """Each label's seeds in one language; none where it has none."""
        further = self._gathered([one.words_in.get(language, ()) for one in self.labels])
        if language not in self.languages:
            return further
        return tuple(
            tuple(dict.fromkeys((*own, *more)))
            for own, more in zip(self.seeds, further, strict=True)
        )

    def _gathered(
        self, words: Sequence[tuple[str, ...]], by_name: bool = False
    ) -> tuple[tuple[str, ...], ...]:
        """Each label's words, else those of its children, else (`by_name`) its name."""
        names = [(label.label,) if by_name else () for label in self.labels]
        children: dict[str, list[str]] = {}
        for label, own, name in zip(self.labels, words, names, strict=True):
            children.setdefault(label.parent, []).extend(own or name)
        return tuple(
            tuple(dict.fromkeys(own or children.get(label.label) or name))
            for label, own, name in zip(self.labels, words, names, strict=True)
        )

    @cached_property
    def parents(self) -> dict[int, int]:
        """number of a child → number of its parent"""
        numbers = {label.label: number for number, label in enumerate(self.labels)}
        return {
            number: numbers[label.parent]
            for number, label in enumerate(self.labels)
            if label.parent
        }


def load_taxonomy(source: str = DEFAULT) -> Taxonomy:
    """Read a taxonomy: the name of a packaged one, such as "iptc", or the path of a file.

    Raises:
        ConfigurationError: it cannot be read, has another form, or its labels contradict each
            other.
    """
    try:
        taxonomy = _read(source)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the taxonomy {source} cannot be used: {error}; {_SHAPE}"
        ) from error
    if problem := _problem(taxonomy):
        raise ConfigurationError(f"the taxonomy {source} {problem}")
    return taxonomy


def _read(source: str) -> Taxonomy:
    """A file, or a packaged taxonomy with its words in other languages, `<name>.<code>.toml`."""
    folder = files("pipeline.classify").joinpath("taxonomies")
    packaged = folder.joinpath(f"{source}.toml")
    if not source.isidentifier() or Path(source).exists() or not packaged.is_file():
        return _parsed(Path(source).read_text("utf-8"))
    further: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if match := re.fullmatch(rf"{source}\.([a-z]+)\.toml", file.name):
            for label, words in tomllib.loads(file.read_text("utf-8")).items():
                further.setdefault(label, {})[match[1]] = tuple(words)
    taxonomy = _parsed(packaged.read_text("utf-8"))
    labels = tuple(
        msgspec.structs.replace(label, words_in=further.pop(label.label, {}))
        for label in taxonomy.labels
    )
    if further:
        raise ValueError(f"words for {', '.join(further)}, which it does not have")
    return msgspec.structs.replace(taxonomy, labels=labels)


def _parsed(text: str) -> Taxonomy:
    return msgspec.convert(tomllib.loads(text), Taxonomy)


def _problem(taxonomy: Taxonomy) -> str | None:
    """What is wrong with a taxonomy and what to do; None when nothing is."""
    if not taxonomy.labels:
        return f"has no labels; {_SHAPE}"
    names = Counter(label.label for label in taxonomy.labels)
    if twice := sorted(name for name, count in names.items() if count > 1):
        return f"names {', '.join(twice)} twice; give each label once"
    children = {label.label for label in taxonomy.labels if label.parent}
    for label, seeds in zip(taxonomy.labels, taxonomy.seeds, strict=True):
        for seed in (*seeds, *(seed for some in label.words_in.values() for seed in some)):
            if "*" in seed[:-1] or not any(map(str.isalnum, seed)):
                return (
                    f"has the seed {seed!r} under {label.label!r}; a seed is words, "
                    "and only its last character may be *"
                )
        if label.parent and label.parent not in names:
            return (
                f"puts {label.label!r} under {label.parent!r}, which is no label of it; add a "
                "[[labels]] table for that, or mend the name"
            )
        if label.parent in children:
            return (
                f"puts {label.label!r} under {label.parent!r}, which has a parent itself; there "
                "are two levels, so put both under the same parent"
            )
    return None
