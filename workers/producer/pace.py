"""How quick a run is now, and how long the rest takes."""

RATE_WINDOW_SECONDS = 20.0


class Pace:
    """Documents a second and the remaining time, from the last seconds."""

    def __init__(self) -> None:
        self._points: list[tuple[float, int, float]] = []

    def note(self, now: float, done: int, share: float) -> None:
        """Add a measurement: documents done, share of all bytes done (0..1)."""
        self._points.append((now, done, share))
        while len(self._points) > 2 and now - self._points[0][0] > RATE_WINDOW_SECONDS:
            self._points.pop(0)

    def documents_per_second(self) -> float:
        """The pace now."""
        if not self._points:
            return 0.0
        (then, first, _), (now, last, _) = self._points[0], self._points[-1]
        return (last - first) / (now - then) if now > then else 0.0

    def seconds_left(self) -> float | None:
        """How long the rest takes at this pace; None while it is not known."""
        if not self._points:
            return None
        (then, _, first), (now, _, last) = self._points[0], self._points[-1]
        if now <= then or last <= first:
            return None
        return (1 - last) * (now - then) / (last - first)


def duration(seconds: float) -> str:
    """A duration as text: "42 s", "3 min 05 s", "2 h 10 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
