"""Tokens by which programs are known: long random texts, of which the settings hold hashes."""

import hmac
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256

from pipeline.errors import ConfigurationError

PREFIX = "docmill_"  # by which one that was left in a file can be found
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def new_token() -> str:
    """A token of 256 random bits: nobody guesses it, so its hash need not be a slow one."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the settings hold of a token."""
    return f"sha256:{sha256(token.encode('utf-8', 'replace')).hexdigest()}"


def holder(tokens: Mapping[str, str], token: str) -> str | None:
    """Whose a token is; None where it is nobody's. `tokens`: name → hash."""
    given = hashed(token)
    # All are compared, so that the time says nothing.
    found = [name for name, hash in tokens.items() if hmac.compare_digest(hash, given)]
    return found[0] if found else None


def check_token_hash(name: str, hash: str) -> None:
    """Check what the settings hold of a token.

    Raises:
        ConfigurationError: it is none of `docmill token`.
    """
    if not _HASH.fullmatch(hash):
        raise ConfigurationError(
            f"DOCMILL_PAGE_TOKENS: what {name!r} has is no hash of a token; take what "
            "`docmill token` prints as its hash, whole"
        )
