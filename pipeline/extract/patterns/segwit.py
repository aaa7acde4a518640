"""The checksum of SegWit addresses: Bech32 (BIP 173) and Bech32m (BIP 350)."""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32, _BECH32M = 1, 0x2BC830A3


def is_segwit(address: str, prefix: str) -> bool:
    """Whether checksum, version and length of a lower-case address with this prefix are right."""
    data = [_ALPHABET.find(c) for c in address[len(prefix) + 1 :]]
    if not address.startswith(f"{prefix}1") or len(data) < 8 or min(data) < 0:
        return False
    version, program = data[0], data[1:-6]
    length, rest = divmod(5 * len(program), 8)
    # The bits left over from the last group must be fewer than a group, and zero.
    if rest > 4 or (program and program[-1] & ((1 << rest) - 1)):
        return False
    if length not in ((20, 32) if version == 0 else range(2, 41)) or version > 16:
        return False
    high = [ord(c) >> 5 for c in prefix]
    low = [ord(c) & 31 for c in prefix]
    return _polymod([*high, 0, *low, *data]) == (_BECH32 if version == 0 else _BECH32M)


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= generator
    return checksum
