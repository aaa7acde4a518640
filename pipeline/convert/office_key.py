"""The key of an encrypted office package, made from its password: MS-OFFCRYPTO, 2.3.4.

`msoffcrypto` makes the same key and takes twice as long: nearly all of the time goes into 50,000 or
100,000 hashes of few bytes, one after the other.
"""

import hashlib
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_STANDARD_TURNS = 50_000
_VALUE_OF_KEY = bytes.fromhex("146e0be7abacd0d6")  # what the key of a key is made with (2.3.4.13)
_NUMBER = struct.Struct("<I")
_HASHES = {name.upper(): name for name in ("sha1", "sha256", "sha384", "sha512")}


def package_key(kind: str, told: Mapping[str, Any], password: str) -> bytes:
    """The key of a package.

    `kind`: "standard" or "agile" encryption. `told`: what the file says of it, as `msoffcrypto`
    reads that.

    Raises:
        KeyError: it is of another kind, or takes another hash.
    """
    if kind == "standard":
        size = told["header"]["keySize"] // 8
        turned = _turned("sha1", told["verifier"]["salt"] + _bytes(password), _STANDARD_TURNS)
        last = hashlib.sha1(turned + _NUMBER.pack(0)).digest().ljust(64, b"\0")
        halves = (bytes(byte ^ mask for byte in last) for mask in (0x36, 0x5C))
        return b"".join(hashlib.sha1(half).digest() for half in halves)[:size]
    name, salt = _HASHES[told["passwordHashAlgorithm"]], told["passwordSalt"]
    turned = _turned(name, salt + _bytes(password), told["spinValue"])
    key = hashlib.new(name, turned + _VALUE_OF_KEY).digest()[: told["passwordKeyBits"] // 8]
    reader = Cipher(algorithms.AES(key), modes.CBC(salt)).decryptor()
    return reader.update(told["encryptedKeyValue"]) + reader.finalize()


def _bytes(password: str) -> bytes:
    return password.encode("utf-16-le")


def _turned(name: str, data: bytes, turns: int) -> bytes:
    """The hash of data, and then so often of its number and the hash before it."""
    made = _quickest(name)
    digest: bytes = made(data).digest()
    for number in map(_NUMBER.pack, range(turns)):
        digest = made(number + digest).digest()
    return digest


def _quickest(name: str) -> Callable[[bytes], Any]:
    """Python's own hash, if it was built with one: OpenSSL's takes long to begin."""
    made: Callable[[bytes], Any] = getattr(hashlib, name)
    for module in (f"_{name}", "_sha2"):
        with suppress(ImportError, AttributeError):
            made = getattr(import_module(module), name)
            break
    return made
