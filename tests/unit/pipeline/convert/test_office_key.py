"""Keys of encrypted office packages, against those of the library that opens them."""

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.ecma376_standard import ECMA376Standard

from pipeline.convert import office_key
from pipeline.convert.office_key import package_key

PASSWORD, SALT = "Password1234_", bytes(range(16))


def test_the_key_of_the_older_encryption() -> None:
    """A published pair of password and key (the library's own example)."""
    salt = b"\xe8\x82fI\x0c[\xd1\xee\xbd+C\x94\xe3\xf80\xef"
    told = {"header": {"keySize": 128}, "verifier": {"salt": salt}}
    expected = b"@\xb1:q\xf9\x0b\x96n7T\x08\xf2\xd1\x81\xa1\xaa"
    assert package_key("standard", told, PASSWORD) == expected


@pytest.mark.parametrize("bits", [128, 192, 256])
def test_a_long_key_of_the_older_encryption(bits: int) -> None:
    """It takes both halves of the last hash."""
    told = {"header": {"keySize": bits}, "verifier": {"salt": SALT}}
    theirs = ECMA376Standard.makekey_from_password(PASSWORD, 0, 0, 0, bits, 16, SALT)
    assert package_key("standard", told, PASSWORD) == bytes(theirs)


@pytest.mark.parametrize("own", [True, False], ids=["Python's hash", "OpenSSL's"])
@pytest.mark.parametrize("name", ["SHA1", "SHA256", "SHA384", "SHA512"])
def test_the_key_of_the_newer_encryption(
    name: str, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever hash the file says, and whether Python was built with one of its own or not."""
    if not own:
        monkeypatch.setattr(office_key, "import_module", _missing)
    bits = 128 if name == "SHA1" else 256
    told = {
        "passwordHashAlgorithm": name,
        "passwordSalt": SALT,
        "passwordKeyBits": bits,
        "spinValue": 1_000,
        "encryptedKeyValue": bytes(range(32)),
    }
    theirs = ECMA376Agile.makekey_from_password(PASSWORD, SALT, name, bytes(range(32)), 1_000, bits)
    assert package_key("agile", told, PASSWORD) == theirs


def _missing(name: str) -> None:
    raise ImportError(name)


def test_what_is_not_known_has_no_key() -> None:
    """Another hash, another kind."""
    with pytest.raises(KeyError):
        package_key("agile", {"passwordHashAlgorithm": "MD5", "passwordSalt": SALT}, PASSWORD)
