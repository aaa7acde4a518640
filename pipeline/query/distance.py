"""How much two words differ, as both engines count it for a fuzzy search."""


def distance(one: str, two: str, most: int) -> int:
    """The number of characters in which two words differ, two exchanged ones counting once.

    The optimal string alignment distance; above `most` it is `most + 1`.
    """
    if abs(len(one) - len(two)) > most:
        return most + 1
    # One difference changes at most two of the characters that words have: most pairs end here.
    if len(set(one) ^ set(two)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, character in enumerate(one, start=1):
        last, before_last, row = row, before, [at]
        for place, other in enumerate(two, start=1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (character != other))
            if place > 1 and at > 1 and character == two[place - 2] and other == one[at - 2]:
                cost = min(cost, before_last[place - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
