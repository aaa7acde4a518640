"""Paragraphs that stand in a document twice, character by character."""

from pipeline.clean.edit import Edit

# Shorter ones are said twice on purpose: answers, refrains, labels.
SHORTEST = 80  # characters
REPEATED = "repeated"


class RepeatedParagraphs:
    """Marks a paragraph that stood there before: menus and minutes say the same thing twice."""

    name = "repeated-paragraph"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A doubtful removal for each paragraph of one line that repeats an earlier one."""
        lines = text.split("\n")
        long = [line for line in lines if len(line) >= SHORTEST]
        if len(set(long)) == len(long):
            return []
        edits: list[Edit] = []
        seen: dict[str, int] = {}
        start = 0
        for line in lines:
            if len(line) >= SHORTEST:
                if line in seen:
                    why = f"as at character {seen[line]}"
                    edits.append(Edit(start, start + len(line), "", why, REPEATED, sure=False))
                seen.setdefault(line, start)
            start += len(line) + 1
        return edits
