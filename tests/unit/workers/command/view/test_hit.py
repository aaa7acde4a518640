"""A hit of a search as people see it on a terminal."""

import io

from rich.console import Console

from pipeline.index import Hit
from workers.command.view.hit import NAMES_SHOWN, hit_view


def shown(score: float, topics: tuple[str, ...]) -> str:
    """What a terminal of 200 columns shows of a hit."""
    out = io.StringIO()
    hit = Hit("1", score, "A title", "text", (), (), (), topics, None, "file:///a.txt")
    Console(file=out, width=200).print(hit_view(1, hit))
    return out.getvalue()


def test_values_with_commas_of_their_own_stay_apart() -> None:
    """Two topics, one of which has commas in its name, do not read as three."""
    told = shown(2.0, ("society", "arts, culture, entertainment and media"))
    assert "society · arts, culture, entertainment and media" in told


def test_of_many_values_the_first_are_shown_and_the_others_counted() -> None:
    """As many as fit are shown without a number."""
    values = [f"topic {n}" for n in range(NAMES_SHOWN + 2)]
    assert f"topic {NAMES_SHOWN - 1} +2\n" in shown(1.0, tuple(values)).replace(" \n", "\n")
    assert "+" not in shown(1.0, tuple(values[:NAMES_SHOWN]))


def test_a_hit_of_filters_alone_shows_no_score() -> None:
    """A query that only filters gives no relevance, so no score stands there."""
    assert "score" not in shown(0.0, ())
    assert "score 1.25" in shown(1.25, ())
