"""Marks paragraphs that a document has twice, character by character."""

from pipeline.clean.edit import Edit

# Shorter ones are repeated on purpose: answers, refrains, labels.
SHORTEST = 80  # characters
REPEATED = "repeated"


class RepeatedParagraphs:
    """Marks repeated paragraphs; they stay, because menus and minutes repeat themselves."""

    name = "repeated-paragraph"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A removal that is not sure for each paragraph of one line that repeats an earlier one."""
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
