"""Text as an office file gives it, paragraph by paragraph and cell by cell, put into lines."""

from pipeline.convert.converter import ConversionLimits, within

# A row with more text than that, or more paragraphs in a cell, is no row of a table but a page laid
# out in cells: its paragraphs stay apart.
LONGEST_ROW = 1_000  # characters
MOST_PARAGRAPHS = 3


class Flow:
    """Collects paragraphs and tables; a row is a line with tabs between its cells.

    Paragraphs are parted by an empty line, rows and items of lists by none. What is in tables in
    tables becomes lines of the cell around it.

    Raises:
        TooMuch: more characters than the limits allow.
    """

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._size = 0
        self._done: list[str] = []
        self._before_tight = False
        self._paragraph: list[str] = []
        # For each table that is open: the cells of its row, and the paragraphs of each.
        self._rows: list[list[list[str]]] = []

    def text(self, text: str) -> None:
        """Adds text to the paragraph."""
        self._size += len(text)
        within(self._limits, self._size)
        self._paragraph.append(text)

    def end_paragraph(self, item: bool = False) -> None:
        """Ends a paragraph; `item`: of a list, or a line that belongs to its neighbours."""
        if not self._paragraph:
            return
        text = "".join(self._paragraph).strip(" \t\n\r")
        self._paragraph.clear()
        if not text.strip():
            return
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(text)
        else:
            self._add(text, item)

    def start_row(self) -> None:
        """Begins a row of a table, in the cell that is open if there is one."""
        self.end_paragraph()
        self._rows.append([])

    def start_cell(self) -> None:
        """Begins a cell of the row."""
        self.end_paragraph()
        if self._rows:
            self._rows[-1].append([])
            self.text("")

    def end_row(self) -> None:
        """Ends the row."""
        self.end_paragraph()
        if not self._rows:
            return
        cells = self._rows.pop()
        size = sum(len(text) for cell in cells for text in cell)
        if not size:
            return
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and size <= LONGEST_ROW and max(map(len, cells)) <= MOST_PARAGRAPHS:
            lines = ["\t".join(" ".join(cell).replace("\n", " ") for cell in cells).rstrip("\t")]
            tight = True
        else:
            lines = [text for cell in filled for text in cell]
            tight = size <= LONGEST_ROW and len(lines) == 1
        for line in lines:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1].append(line)
            else:
                self._add(line, tight)

    def end(self) -> str:
        """The text. What is still open ends."""
        self.end_paragraph()
        while self._rows:
            self.end_row()
        return "".join(self._done)

    def _add(self, text: str, tight: bool) -> None:
        if self._done:
            self._done.append("\n" if tight and self._before_tight else "\n\n")
        self._done.append(text)
        self._before_tight = tight
