"""A measured figure with the target it is held against."""

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One row of the report.

    `unit`: "%" (the value is a share of 1), "ms" or "". `at_least` and `at_most` are targets in the
    same measure as the value. `split`: which documents, and what they were used for before.
    `command`: what gives the value.
    """

    what: str
    value: float
    documents: int
    split: str
    command: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None when there is none."""
        if self.at_least is None and self.at_most is None:
            return None
        least = self.at_least is None or self.value >= self.at_least
        return least and (self.at_most is None or self.value <= self.at_most)

    @property
    def target(self) -> str:
        """The target in words."""
        bounds = (("≥", self.at_least), ("≤", self.at_most))
        return ", ".join(f"{sign} {self._shown(b)}" for sign, b in bounds if b is not None)

    @property
    def shown(self) -> str:
        """The value in words."""
        return self._shown(self.value)

    def _shown(self, value: float) -> str:
        match self.unit:
            case "%":
                return f"{100 * value:.3g} %" if value < 0.9995 else "100 %"
            case "ms":
                return f"{value:.2f} ms"
        return f"{value:.4g}"
