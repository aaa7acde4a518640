"""What several tests need is no test's own."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
_FROM_A_TEST = re.compile(r"^\s*(?:from|import) tests\.[\w.]*\btest_\w+", re.MULTILINE)


def test_no_test_module_is_imported_by_another() -> None:
    """Shared helpers are in tests/harness, where a reader looks for them."""
    modules = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    assert len(modules) > 100
    assert [path.name for path in modules if _FROM_A_TEST.search(path.read_text("utf-8"))] == []
