"""Names of months by language."""

from functools import cache

_NAMES: dict[str, str] = {
    "en": "January/Jan. February/Feb. March/Mar. April/Apr. May June/Jun. July/Jul. August/Aug. "
    "September/Sept./Sep. October/Oct. November/Nov. December/Dec.",
    "fr": "janvier/janv. février/févr. mars avril mai juin juillet/juil. août septembre/sept. "
    "octobre/oct. novembre/nov. décembre/déc.",
    "es": "enero/ene. febrero/feb. marzo/mar. abril/abr. mayo junio/jun. julio/jul. agosto/ago. "
    "septiembre/setiembre/sept. octubre/oct. noviembre/nov. diciembre/dic.",
}


@cache
def month_pattern(language: str) -> str:
    """A regular expression for them in one group; it matches nothing where none are known.

    Abbreviations stand with or without their full stop.
    """
    names = sorted(_numbers(language), key=len, reverse=True)
    return f"({'|'.join(name.replace('.', '[.]?') for name in names)})" if names else "((?!))"


def month_number(name: str, language: str) -> int:
    """The number, 1 to 12, of what the pattern has matched."""
    numbers = _numbers(language)
    return numbers.get(name) or numbers[f"{name}."]


@cache
def _numbers(language: str) -> dict[str, int]:
    months = enumerate(_NAMES.get(language, "").split(), 1)
    return {name: number for number, names in months for name in names.split("/")}
