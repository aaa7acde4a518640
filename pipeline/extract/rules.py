"""A user's own rules: a patterns file of spaCy's EntityRuler, one JSON object on each line.

`{"label": "ORG", "pattern": "Big Blue"}` or, with a token pattern, a list of objects in place of
the text; see https://spacy.io/usage/rule-based-matching#entityruler.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigurationError

ORDERS = ("before", "after")
# Attributes from components that docmill does not load: such a rule would never match.
_NOT_KNOWN = frozenset({"POS", "TAG", "MORPH", "DEP", "LEMMA", "ENT_TYPE"})


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: a label of docmill or of a model, and the text or the tokens that get it."""

    label: str
    pattern: str | list[dict[str, Any]]


class Rules(msgspec.Struct, frozen=True):
    """The rules of a file, in order, and whether they are applied before or after the model."""

    rules: tuple[Rule, ...] = ()
    order: str = "before"
    fingerprint: str = ""


NO_RULES = Rules()


def read_rules(path: str, order: str) -> Rules:
    """Read the rules of a file.

    Raises:
        ConfigurationError: the file or `order` is wrong; the message has the line.
    """
    if order not in ORDERS:
        raise ConfigurationError(f"`rules_order` is {order!r}; write one of {', '.join(ORDERS)}")
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"the rules {path} cannot be read: {error.strerror}; mend the extract stage's `rules`"
        ) from error
    rules = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            rule = msgspec.json.decode(line, type=Rule)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f'{path}, line {number}: {error}; write {{"label": "ORG", "pattern": "the name"}}'
            ) from error
        tokens = rule.pattern if isinstance(rule.pattern, list) else []
        if unknown := _NOT_KNOWN & {key.upper() for token in tokens for key in token}:
            raise ConfigurationError(
                f"{path}, line {number}: {', '.join(sorted(unknown))} is not known when names are "
                "looked for; use TEXT, LOWER, SHAPE, REGEX or another property of the text"
            )
        if not rule.pattern or not rule.label:
            raise ConfigurationError(f"{path}, line {number}: label and pattern must not be empty")
        rules.append(rule)
    digest = blake2b(content, digest_size=6).hexdigest()
    return Rules(tuple(rules), order, f"rules={order}-{digest}")
