"""Decoding against the transition system as spaCy words it, one token and one move at a time."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.cnn.structure import Floats, Network
from pipeline.extract.cnn.transitions import Transitions

WIDTH, MIDDLE, HIDDEN, PIECES = 6, 5, 4, 2
LABELS = ("ORG", "GPE", "DATE")
MOVES = (*(f"{kind}-{label}" for kind, label in product("BILU", LABELS)), "U-", "O")


def network(seed: int, longer: float = 0) -> Network:
    """A small one with random parameters; entities of several tokens are common.

    `longer`: by how much more than by chance they go on.
    """
    random = np.random.default_rng(seed)

    def normal(*shape: int) -> Floats:
        return random.standard_normal(shape).astype(np.float32)

    bias = normal(len(MOVES))
    bias[MOVES.index("U-")] = 50  # never valid, however high its score
    bias[[number for number, move in enumerate(MOVES) if move[0] == "I"]] += longer
    return Network(
        columns=(),
        embed=lambda keys: normal(len(keys), WIDTH),
        encoder=(),
        state=(normal(MIDDLE, WIDTH), normal(MIDDLE)),
        lower=(
            normal(3, HIDDEN, PIECES, MIDDLE),
            normal(HIDDEN, PIECES),
            normal(3, HIDDEN, PIECES),
        ),
        upper=(normal(len(MOVES), HIDDEN), bias),
        moves=MOVES,
    )


def scores(net: Network, vectors: Floats, state: tuple[int, int, int]) -> Floats:
    """The scores of all moves; -1 for a feature that the state has not."""
    weights, offset = net.state
    lower, bias, padding = net.lower
    total = bias.copy()
    for feature, token in enumerate(state):
        if token < 0:
            total += padding[feature]
        else:
            total += lower[feature] @ (weights @ vectors[token] + offset)
    result: Floats = net.upper[0] @ total.max(axis=1) + net.upper[1]
    return result


def is_valid(move: str, opened: str, more: bool, blank: bool) -> bool:
    """`more`: there is another token. After `ner.pyx`, for texts without presets."""
    kind, label = move[0], move[2:]
    if kind == "O":
        return not opened
    if kind == "B":
        return not opened and more and not blank
    if kind == "U":
        return not opened and bool(label) and not blank
    return opened == label and (more or kind == "L")


def naively(net: Network, vectors: Floats, blank: list[bool]) -> list[tuple[int, int, str]]:
    found = []
    first, opened = -1, ""
    for token in range(len(vectors)):
        state = (token, first, token - 1) if opened else (token, -1, -1)
        order = np.argsort(-scores(net, vectors, state), kind="stable")
        more = token + 1 < len(vectors)
        move = next(MOVES[m] for m in order if is_valid(MOVES[m], opened, more, blank[token]))
        if move[0] == "B":
            first, opened = token, move[2:]
        elif move[0] == "U":
            found.append((token, token, move[2:]))
        elif move[0] == "L":
            found.append((first, token, opened))
            first, opened = -1, ""
    return found


@given(
    seed=st.integers(0, 2**32 - 1),
    longer=st.sampled_from([0, 5, 10, 100]),
    texts=st.lists(
        st.one_of(
            st.lists(st.booleans(), max_size=12),
            st.integers(10, 70).map(lambda tokens: [False] * tokens),
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=50)
def test_entities_are_those_of_the_moves_one_by_one(
    seed: int, longer: float, texts: list[list[bool]]
) -> None:
    """Several texts in one row have the entities that each has by itself, in order, however long
    they are."""
    net = network(seed, longer)
    random = np.random.default_rng(seed)
    shift = random.standard_normal(WIDTH).astype(np.float32)
    transitions = Transitions(net, shift)
    parts, blank, final, expected = [np.zeros((1, WIDTH), np.float32)], [True], [False], []
    for blanks in texts:
        vectors = random.standard_normal((len(blanks), WIDTH)).astype(np.float32)
        expected += [
            (len(blank) + first, len(blank) + last, label)
            for first, last, label in naively(net, vectors, blanks)
        ]
        parts += [vectors - shift, np.zeros((1, WIDTH), np.float32)]
        blank += [*blanks, True]
        final += [number + 1 == len(blanks) for number in range(len(blanks))] + [False]
    row, ends = np.concatenate(parts), np.array(final)
    starts = transitions.starts(row, np.array(blank), ends)
    found = transitions.entities(row, starts, ends)
    assert [(e.first, e.last, transitions.labels[e.label]) for e in found] == expected
    assert all(entity.margin >= 0 for entity in found)


def test_no_tokens_have_no_entities() -> None:
    """An empty row is no special case."""
    transitions = Transitions(network(0), np.zeros(WIDTH, np.float32))
    vectors, flags = np.zeros((0, WIDTH), np.float32), np.zeros(0, np.bool_)
    starts = transitions.starts(vectors, flags, flags)
    assert transitions.entities(vectors, starts, flags) == []
