"""Paragraphs that stand in a document twice, character by character."""

from pipeline.clean.edit import Edit

# Shorter ones are said twice on purpose: answers, refrains, labels.
SHORTEST = 80  # characters


class RepeatedParagraphs:
    """Removes a paragraph that stood there before."""

    name = "repeated-paragraph"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each paragraph of one line that repeats an earlier one."""
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
                    edits.append(
                        Edit(start, start + len(line), "", f"as at character {seen[line]}")
                    )
                seen.setdefault(line, start)
            start += len(line) + 1
        return edits
