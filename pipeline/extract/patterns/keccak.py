"""Keccak-256, the hash of Ethereum, from the Keccak reference (https://keccak.team).

hashlib has only SHA3-256, which is the same with other padding; the tests compare the two.
"""

_RATE = 136  # bytes, for a hash of 256 bits
_MASK = (1 << 64) - 1


def keccak_256(data: bytes, padding: int = 0x01) -> bytes:
    """The hash of a few bytes, 32 bytes long; with the padding 0x06 it is SHA3-256."""
    padded = bytearray(data)
    padded.append(padding)
    padded.extend(bytes(-len(padded) % _RATE))
    padded[-1] |= 0x80
    state = [0] * 25
    for block in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            place = block + 8 * lane
            state[lane] ^= int.from_bytes(padded[place : place + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(state: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) has the index x + 5 * y."""
    for constant in _ROUND_CONSTANTS:
        columns = [
            state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            for x in range(5)
        ]
        theta = [columns[x - 1] ^ _rotated(columns[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * 25
        for lane, (place, distance) in enumerate(_MOVES):
            moved[place] = _rotated(state[lane] ^ theta[lane % 5], distance)
        state = [
            moved[row + x] ^ (~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5])
            for row in range(0, 25, 5)
            for x in range(5)
        ]
        state[0] ^= constant
    return state


def _rotated(lane: int, distance: int) -> int:
    return ((lane << distance) | (lane >> (64 - distance))) & _MASK


def _round_constants() -> list[int]:
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << ((1 << power) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


def _moves() -> list[tuple[int, int]]:
    """For each lane: its index after rho and pi, and its rotation."""
    moves = [(0, 0)] * 25
    x, y = 1, 0
    for step in range(24):
        distance = (step + 1) * (step + 2) // 2 % 64
        target = y + 5 * ((2 * x + 3 * y) % 5)
        moves[x + 5 * y] = (target, distance)
        x, y = y, (2 * x + 3 * y) % 5
    return moves


_ROUND_CONSTANTS = _round_constants()
_MOVES = _moves()
