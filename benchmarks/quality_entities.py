"""One entity, one name: `docmill analyze` against the development gold."""

import json
from typing import Any

from benchmarks.quality_figure import Figure
from benchmarks.quality_kit import CACHE, DOCMILL, ROOT, SHARED, articles, run

GOLD = ROOT / "benchmarks" / "gold" / "entities-dev.jsonl"
SPLIT = "development gold, annotated by hand; looked at while the joining was made"
COMMAND = (
    "`docmill analyze -` on the articles of benchmarks/gold/entities-dev.jsonl, `score.py --gold`"
)


def measure() -> list[Figure]:
    """The rows on joined entities."""
    gold = [json.loads(line)["id"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
    wanted = {article.id: article for article in articles("bbc")}
    given = "".join(json.dumps({"id": id, "text": wanted[id].text}) + "\n" for id in gold)
    records = CACHE / "entities.jsonl"
    records.write_text(run(DOCMILL, "analyze", "-", "--json", given=given))
    script = SHARED / "eval/entities/score.py"
    scored = json.loads(run(str(script), str(records), "--gold", str(GOLD)))
    overall: dict[str, Any] = scored["overall"]
    told: dict[str, Any] = {"documents": len(gold), "split": SPLIT, "command": COMMAND}
    return [
        Figure("entities: joined F1", overall["joined_f1"], at_least=0.73, **told),
        Figure("entities found under exactly one name, the best", overall["clean"],
               at_least=0.74, **told),
        Figure("two entities under one name", overall["merged"], at_most=0, **told),
        Figure("entities: precision of the names", overall["name_precision"], **told),
        Figure("entities with a wrong type, of all that were found", overall["wrong_type"]
               / max(1, overall["predicted"]), unit="%", **told),
    ]  # fmt: skip
