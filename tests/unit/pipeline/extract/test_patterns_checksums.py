"""Numbers that carry a checksum: bank accounts, cards, addresses of cryptocurrencies.

The examples are those that the standards and the networks publish for tests.
"""

from hashlib import sha3_256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.patterns import Passage, find
from pipeline.extract.patterns.card import is_card, luhn
from pipeline.extract.patterns.crypto import is_base58check, is_ethereum
from pipeline.extract.patterns.iban import is_iban
from pipeline.extract.patterns.keccak import keccak_256
from pipeline.extract.patterns.segwit import is_segwit

IBANS = [
    "GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606",
    "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
]  # fmt: skip
CARDS = [
    "4111111111111111", "5555555555554444", "378282246310005", "6011111111111117",
    "3530111333300000", "30569309025904", "2223003122003222",
]  # fmt: skip
BASE58 = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "1111111111111111111114oLvT2",
]  # fmt: skip
SEGWIT = [
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
ETHEREUM = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
]


def values(text: str, kind: str) -> list[str]:
    return [one.entity for one in find(Passage(text), [kind])]


def changed(text: str, place: int, alphabet: str, step: int) -> str:
    """The text with one character replaced by another of the alphabet."""
    place %= len(text)
    at = alphabet.index(text[place]) + 1 + step % (len(alphabet) - 1)
    return text[:place] + alphabet[at % len(alphabet)] + text[place + 1 :]


DIGITS = "0123456789"
PLACES = st.integers(0, 99)


@pytest.mark.parametrize("number", IBANS)
def test_an_iban_is_found_in_groups_and_in_one(number: str) -> None:
    """The value has no blanks."""
    groups = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    assert values(f"IBAN: {number}, then", "iban") == [number]
    assert values(f"to {groups} by Friday", "iban") == [number]
    assert values(f"({groups.replace(' ', chr(0xA0))})", "iban") == [number]
    assert values(f"{groups} 2005", "iban") == [number]
    assert values(f"X{number}", "iban") == []
    assert values(f"{number}7", "iban") == []


@given(st.sampled_from(IBANS), PLACES, PLACES)
def test_an_iban_with_one_wrong_digit_is_refused(number: str, place: int, step: int) -> None:
    """Mod 97 sees every change of a single digit; the country's letters stay."""
    place = 2 + place % (len(number) - 2)
    if number[place].isdigit():
        assert not is_iban(changed(number, place, DIGITS, step))


def with_check_digits(country: str, rest: str) -> str:
    """An IBAN of a country, its check digits computed by ISO 7064."""
    number = int("".join(str(int(c, 36)) for c in f"{rest}{country}00"))
    return f"{country}{98 - number % 97:02d}{rest}"


@pytest.mark.parametrize(
    ("country", "rest", "is_right"),
    [
        ("GB", "WEST12345698765432", True),
        ("GB", "WE5T12345698765432", False),  # the bank is four letters
        ("GB", "WEST1234569876543B", False),  # the account is digits
        ("DE", "370400440532013000", True),
        ("DE", "37040044O532013000", False),
        ("NL", "ABNA0417164300", True),
        ("NL", "12340417164300", False),
        ("FR", "20041010050500013M02606", True),
        ("FR", "2004101005050001300AB06", True),
        ("FR", "200410100505000130260K6", False),
        ("IT", "X0542811101000000123456", True),
        ("IT", "00542811101000000123456", False),
        ("BR", "00360305000010009795493C1", True),
        ("BR", "0036030500001000979549311", False),
        ("MU", "BOMM0101101030300200000MUR", True),
        ("MU", "BOMM01011010303002000000UR", False),
    ],
)
def test_an_iban_has_letters_and_digits_where_its_country_has_them(
    country: str, rest: str, is_right: bool
) -> None:
    """The right check digits are not enough."""
    number = with_check_digits(country, rest)
    assert is_iban(number) == is_right
    assert values(f"IBAN {number}.", "iban") == [number] * is_right


@pytest.mark.parametrize("number", CARDS)
def test_a_card_is_found_in_its_groups(number: str) -> None:
    """Groups as they are printed on cards, or none; other groups are something else."""
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(number), (4, 4, 4, 4))
    cuts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    groups = [number[a:b] for a, b in pairwise(cuts)]
    for text in (number, " ".join(groups), "-".join(groups)):
        assert values(f"card {text}.", "card") == [number]
    assert values(" ".join(number), "card") == []
    assert values(f"{number[:5]} {number[5:]}", "card") == []
    assert values(f"no. {number}/2", "card") == []
    assert values(f"0.{number}", "card") == []


@given(st.sampled_from(CARDS), PLACES, PLACES)
def test_a_card_with_one_wrong_digit_is_refused(number: str, place: int, step: int) -> None:
    """Luhn sees every change of a single digit."""
    wrong = changed(number, place, DIGITS, step)
    assert not luhn(wrong)
    assert not is_card(wrong)


@given(st.text(DIGITS, min_size=1, max_size=20))
def test_one_digit_makes_a_luhn_number(number: str) -> None:
    """Of ten check digits exactly one is right."""
    assert sum(luhn(number + digit) for digit in DIGITS) == 1


@pytest.mark.parametrize("address", [*BASE58, *SEGWIT, *ETHEREUM])
def test_an_address_of_a_cryptocurrency_is_found(address: str) -> None:
    """As it stands in a sentence."""
    assert values(f"Pay to {address}, please", "crypto") == [address]
    assert values(f"x{address}", "crypto") == []
    assert values(f"{address}x", "crypto") == []


def test_a_segwit_address_in_capitals_is_the_same_address() -> None:
    """BIP 173 allows either case, and no mixture."""
    address = SEGWIT[0]
    assert values(address.upper(), "crypto") == [address]
    assert values(address[:20] + address[20:].upper(), "crypto") == []


@given(st.sampled_from(BASE58), PLACES, PLACES)
def test_a_base58_address_with_one_wrong_character_is_refused(
    address: str, place: int, step: int
) -> None:
    """Four bytes of a hash are its checksum."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    assert is_base58check(address)
    assert not is_base58check(changed(address, place, alphabet, step))


@given(st.sampled_from(SEGWIT), PLACES, PLACES)
def test_a_segwit_address_with_one_wrong_character_is_refused(
    address: str, place: int, step: int
) -> None:
    """Bech32 sees up to four wrong characters."""
    place = 3 + place % (len(address) - 3)
    assert is_segwit(address, "bc")
    assert not is_segwit(changed(address, place, "qpzry9x8gf2tvdw0s3jn54khce6mua7l", step), "bc")


@given(st.sampled_from(ETHEREUM), PLACES)
def test_an_ethereum_address_has_its_checksum_in_its_case(address: str, place: int) -> None:
    """One letter in the wrong case, or all in one case, and nothing is left to check."""
    assert is_ethereum(address)
    assert not is_ethereum(address.lower())
    assert not is_ethereum("0x" + address[2:].upper())
    place = 2 + place % 40
    if address[place].isalpha():
        assert not is_ethereum(address[:place] + address[place].swapcase() + address[place + 1 :])


@given(st.binary(max_size=300))
def test_keccak_is_sha3_but_for_the_padding(data: bytes) -> None:
    """With SHA3's padding it gives what hashlib gives."""
    assert keccak_256(data, padding=0x06) == sha3_256(data).digest()
