"""Every other kind of damage, and all kinds together."""

from benchmarks.quality.figure import Figure
from benchmarks.quality.glue import scored_by
from benchmarks.quality.kit import EVEN_HALF, MODEL, damaged, documents_in, score

DOCUMENTS = 200
# kind, name of the figure, the kind as the scorer counts it, target
KINDS = (
    ("softhyphen", "soft hyphens and zero-width characters", "softhyphen", 1.0),
    ("fullstop", "space after a full stop", "fullstop", 0.98),
    ("mojibake", "mojibake: once, twice, lossy", "mojibake", 0.97),
    ("html", "HTML left-overs, with script and style", "html", 0.99),
    ("hyphenation", "line-end hyphens joined", "hyphenation", 0.98),
    ("hyphenation", "real hyphens at the line end kept", "hyphenation-real", 0.90),
    ("boilerplate", "boilerplate lines, with the archive's profile", "boilerplate", 0.95),
)


def measure() -> list[Figure]:
    """A row for each kind of damage, and the names in texts with all of them."""
    figures = []
    for kind, what, counted, target in KINDS:
        options = ("--damage", kind, "--seed", "104", "--limit", str(DOCUMENTS))
        kit = damaged("bbc", *options)
        learned = kind == "boilerplate"
        right, _, items = score(kit, learned=learned)["damaged"]["by_kind"][counted].partition("/")
        figures.append(
            Figure(what, int(right) / int(items), documents_in(kit), EVEN_HALF,
                   scored_by(options, learned=learned), unit="%", at_least=target)
        )  # fmt: skip
    return [*figures, *_mixed()]


def _mixed() -> list[Figure]:
    options = (
        "--damage", "mixed", "--rate", "0.015", "--seed", "105", "--limit", str(2 * DOCUMENTS),
        "--model", MODEL,
    )  # fmt: skip
    kit = damaged("bbc", *options)
    found = score(kit, learned=True, names=True)["entities"]
    documents = documents_in(kit) // 2
    command = scored_by(options, learned=True, names=True)
    return [
        Figure("all damage together: entity F1 before cleaning", found["damaged"]["f1"], documents,
               EVEN_HALF, command),
        Figure("all damage together: entity F1 after cleaning", found["cleaned"]["f1"], documents,
               EVEN_HALF, command, at_least=0.98),
    ]  # fmt: skip
