"""Passwords of the page: kept as hashes by argon2id alone (RFC 9106)."""

import os
import re

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from pipeline.errors import ConfigurationError

# The second choice of RFC 9106, section 4, for where 2 GiB of memory are too much.
ITERATIONS = 3
LANES = 4
MEMORY_KIB = 65_536
SALT_BYTES = 16
HASH_BYTES = 32
# What one login may cost, whoever made the hash.
MOST_ITERATIONS = 20
MOST_MEMORY_KIB = 262_144

SHORTEST = 8  # characters (NIST SP 800-63B)
LONGEST = 1_000
_HASH = re.compile(
    r"\$argon2id\$v=19\$m=([0-9]{1,9}),t=([0-9]{1,4}),p=[0-9]{1,3}"
    r"\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}"
)


def hashed(password: str) -> str:
    """The hash of a password, with a salt of its own, in the form in which settings have it.

    Raises:
        ConfigurationError: the password is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigurationError(f"a password has {SHORTEST} to {LONGEST:,} characters")
    return Argon2id(
        salt=os.urandom(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    ).derive_phc_encoded(password.encode())


def matches(password: str, hash: str) -> bool:
    """Whether a hash is that of a password; takes as long for a wrong one as for the right one."""
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "replace"), hash)
    except InvalidKey:
        return False
    return True


def check_hash(name: str, hash: str) -> None:
    """Check the hash of a user's password before anybody logs in.

    Raises:
        ConfigurationError: it is none, or checking a password against it would cost too much.
    """
    read = _HASH.fullmatch(hash)
    if read is None:
        raise ConfigurationError(
            f"DOCMILL_PAGE_USERS: what {name!r} has is no hash of a password by argon2id; take "
            "what `docmill password` prints, whole"
        )
    if int(read[1]) > MOST_MEMORY_KIB or int(read[2]) > MOST_ITERATIONS:
        raise ConfigurationError(
            f"DOCMILL_PAGE_USERS: each login of {name!r} would take too much memory or time; "
            f"m is at most {MOST_MEMORY_KIB}, t at most {MOST_ITERATIONS}: see `docmill password`"
        )
