"""A user's own rules beside the model."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extract import ExtractStage
from pipeline.records import Cleaned, Document, Locator, Work

TEXT = "The tanker Blue Heron met Angela Merkel in Moscow."


def labels(stage: ExtractStage) -> dict[str, str]:
    """Every mention of the text with its label."""
    document = Document("0" * 32, Locator("a"), "text/plain", None, "0" * 32, 1)
    (result,) = stage.process([Work(document, Cleaned("", TEXT, "en", "0" * 32))])
    assert isinstance(result, Work)
    assert result.entities is not None
    return {mention.text: mention.label for mention in result.entities.mentions}


def test_a_rule_finds_what_no_model_knows(tmp_path: Path) -> None:
    """Texts and token patterns; the model finds the rest."""
    rules = tmp_path / "rules.jsonl"
    rules.write_text(
        '{"label": "PRODUCT", "pattern": [{"LOWER": "blue"}, {"LOWER": "heron"}]}\n\n'
        '{"label": "PRODUCT", "pattern": "No Such Thing"}\n'
    )
    stage = ExtractStage(rules=str(rules))
    found = labels(stage)
    assert found["Blue Heron"] == "product"
    assert found["Angela Merkel"] == "person"
    after = ExtractStage(rules=str(rules), rules_order="after")
    assert labels(after)["Angela Merkel"] == "person"
    prints = {one.fingerprint for one in (stage, after, ExtractStage())}
    assert len(prints) == 3


@pytest.mark.parametrize(
    "line",
    ["no json", '{"label": "ORG"}', '{"label": "ORG", "pattern": ""}',
     '{"label": "ORG", "pattern": [{"POS": "NOUN"}]}', '{"name": "x"}'],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    """With its number, before any document is read."""
    rules = tmp_path / "rules.jsonl"
    rules.write_text(f'{{"label": "ORG", "pattern": "x"}}\n{line}\n')
    with pytest.raises(ConfigurationError, match="line 2"):
        ExtractStage(rules=str(rules))


def test_a_missing_file_and_a_wrong_order_are_named(tmp_path: Path) -> None:
    """Both are mistakes of the configuration."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        ExtractStage(rules=str(tmp_path / "none.jsonl"))
    with pytest.raises(ConfigurationError, match="before, after"):
        ExtractStage(rules="x", rules_order="instead")
