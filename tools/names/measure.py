"""Measures the names that the extract stage finds on the development parts.

    python -m tools.names.measure --shared ../shared [--stage-only] [--language pt]

Exact spans of persons, organizations and places: of a network alone, of the stage with it, and of
the stage with lists and forms alone. Sentences are put together as documents.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.extract.languages import NAMES, network_file
from pipeline.extract.stage import ExtractStage
from pipeline.records import Cleaned, Document, Locator, Metadata, Work
from tools.names.annotated import Name, Sentence
from tools.names.others import in_cyrillic
from tools.names.training import NETWORKS, sentences

SENTENCES = 15  # in a document
TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}


def main() -> None:
    """Print a line of JSON for each language."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--language", action="append")
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    asked = parser.parse_args()
    corpora = asked.shared / "corpus" / "names"
    for language in asked.language or [code for of in NETWORKS.values() for code in of]:
        part = sentences(corpora, language)[asked.part == "dev"]
        print(json.dumps({"language": language, **measured(language, part)}), flush=True)
        if language == "sr":
            part = [in_cyrillic(sentence) for sentence in part]
            print(json.dumps({"language": "sr in Cyrillic", **measured("sr", part)}), flush=True)


def measured(language: str, part: Sequence[Sentence]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1, in all and by type, by way of finding."""
    texts = [*documents(part)]
    found = {"lists": by_stage(ExtractStage(models={}, patterns=[]), language, texts)}
    network = next((n for n, of in NETWORKS.items() if language in of), "")
    if network and network_file(network).is_file():
        stage = ExtractStage(models={language: NAMES}, patterns=[])
        found["stage"] = by_stage(stage, language, texts)
    return {way: scores(names, texts) for way, names in found.items()}


def documents(part: Sequence[Sentence]) -> Iterator[Sentence]:
    """Some sentences each, as lines of one text."""
    for begin in range(0, len(part), SENTENCES):
        text, names = "", list[Name]()
        for sentence in part[begin : begin + SENTENCES]:
            names += [Name(s + len(text), e + len(text), label) for s, e, label in sentence.names]
            text += f"{sentence.text}\n"
        yield Sentence(text, (), (), tuple(names))


def by_stage(stage: ExtractStage, language: str, texts: Iterable[Sentence]) -> list[set[Name]]:
    """The names that a stage finds in each text."""
    works = [_work(sentence.text, language) for sentence in texts]
    found: list[set[Name]] = []
    for result in stage.process(works):
        if not isinstance(result, Work) or result.entities is None:
            raise RuntimeError(f"the stage failed: {result}")
        found.append({
            Name(m.start, m.end, TYPES[m.label])
            for m in result.entities.mentions
            if m.label in TYPES
        })  # fmt: skip
    return found


def scores(found: Sequence[set[Name]], texts: Sequence[Sentence]) -> dict[str, float]:
    """Precision, recall and F1 of all types, and the precision of each."""
    right, made, expected = Counter[str](), Counter[str](), Counter[str]()
    for names, text in zip(found, texts, strict=True):
        right.update(name.label for name in names & set(text.names))
        made.update(name.label for name in names)
        expected.update(name.label for name in text.names)
    precision = right.total() / max(made.total(), 1)
    recall = right.total() / max(expected.total(), 1)
    facts = {"precision": precision, "recall": recall, "found": made.total()}
    facts["f1"] = 2 * precision * recall / max(precision + recall, 1e-9)
    facts |= {f"{of} precision": right[of] / max(made[of], 1) for of in sorted(expected)}
    facts |= {f"{of} found": made[of] for of in sorted(expected)}
    return {name: round(value, 3) for name, value in facts.items()}


def _work(text: str, language: str) -> Work:
    locator = Locator("measure:")
    document = Document(locator=locator, id="0" * 32, media_type="text/plain", raw=text,
                        raw_hash="", size=len(text), metadata=Metadata())  # fmt: skip
    return Work(document, cleaned=Cleaned("", text, language, ""))


if __name__ == "__main__":
    main()
