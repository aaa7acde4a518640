"""Objects as other languages print them, as JSON: Python's, JavaScript's, those of MongoDB's shell.

`{'text': 'x', 'live': True}`, `{text: "x"}`, `{"_id": ObjectId("…")}`. Nothing is evaluated: what
is no value in any of these is left as it stands, and then the whole is no JSON.
"""

import json
import re
from datetime import UTC, datetime

# A string is matched, up to the end of the text if it is not closed, so that nothing in it is taken
# for anything else, and the time is linear in the size.
_TOKEN = re.compile(
    r"""
      (?P<call>[A-Za-z_][\w.]{0,30}+)\(\s*+(?:
            (?P<text>"(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+') | (?P<number>-?[\d.]++)
          | (?P<moment>(?:\d++,\s*+){2,6}\d++)(?P<utc>,\s*+tzinfo=(?:datetime\.)?timezone\.utc)?
        )\s*+\)
    | (?P<string>[uU]?(?:"(?:[^"\\]|\\.)*+(?:"|\Z)|'(?:[^'\\]|\\.)*+(?:'|\Z)))
    | (?P<name>[A-Za-z_$][\w$]*+)(?P<key>\s*+:)?
    | ,\s*+(?=[}\])])
    | (?P<bracket>[()])
    """,
    re.VERBOSE | re.DOTALL,
)
_VALUES = {
    "None": "null", "undefined": "null", "True": "true", "False": "false", "nan": "NaN",
    "inf": "Infinity",
}  # fmt: skip
# What only gives its argument a type.
_WRAPPERS = frozenset({
    "ObjectId", "ISODate", "Date", "NumberLong", "NumberInt", "NumberDecimal", "UUID", "Decimal",
    "bson.ObjectId", "uuid.UUID", "decimal.Decimal", "np.str_", "np.bool_", "np.int32", "np.int64",
    "np.float32", "np.float64",
})  # fmt: skip
_MOMENTS = frozenset({"datetime", "datetime.datetime", "datetime.date", "date"})
_BRACKETS = {"(": "[", ")": "]"}
_ESCAPE = re.compile(
    r"\\(?:(?:x(?=[\da-fA-F]{2})|u(?=[\da-fA-F]{4})|U(?=[\da-fA-F]{8}))"
    r"(?P<code>(?<=x)..|(?<=u)....|(?<=U)........)|(?P<octal>[0-7]{1,3})|(?P<one>.))",
    re.DOTALL,
)
_ESCAPED = {
    "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": "",
    "\\": "\\", "'": "'", '"': '"', "/": "/", "`": "`",
}  # fmt: skip


def as_json(text: str) -> str:
    """The text with what these languages write in their own way as JSON has it."""
    return _TOKEN.sub(_token, text)


def _token(found: re.Match[str]) -> str:
    if found["call"]:
        return _call(found)
    if found["string"]:
        return _string(found["string"])
    if name := found["name"]:
        return json.dumps(name) + found["key"] if found["key"] else _VALUES.get(name, name)
    return _BRACKETS.get(found[0], "")  # nothing for a comma too many


def _call(found: re.Match[str]) -> str:
    call = found["call"]
    if found["moment"] and call in _MOMENTS:
        try:
            zone = UTC if found["utc"] else None
            moment = datetime(*map(int, found["moment"].split(",")), tzinfo=zone)  # type: ignore[arg-type,misc]
        except (ValueError, OverflowError):
            return found[0]
        return json.dumps(moment.isoformat())
    if call not in _WRAPPERS or found["moment"]:
        return found[0]
    return _string(found["text"]) if found["text"] else found["number"]


def _string(literal: str) -> str:
    """A string as JSON has it; one that is JSON, or is not closed, stays as it is."""
    body = literal.lstrip("uU")
    if len(body) < 2 or body[-1] != body[0]:
        return literal
    if body[0] == '"':
        try:
            json.loads(body, strict=False)
        except ValueError:
            pass
        else:
            return body
    return json.dumps(_ESCAPE.sub(_unescaped, body[1:-1]))


def _unescaped(found: re.Match[str]) -> str:
    if code := found["code"]:
        return chr(min(int(code, 16), 0x10FFFF))
    if octal := found["octal"]:
        return chr(int(octal, 8))
    return _ESCAPED.get(found["one"], found[0])
