"""Makes the pictures of the page: `python docs/pictures/page.py`, from the repository's folder.

It runs the seeds in a data directory of its own, serves them, and lets Chromium draw what it shows.
Look at each picture before it is committed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

PICTURES = Path(__file__).parent
DOCMILL = Path(sys.executable).with_name("docmill")
PORT = "8687"
SIZE: ViewportSize = {"width": 1120, "height": 720}
# File name, path of the page, colour scheme.
SHOTS: tuple[tuple[str, str, Literal["light", "dark"]], ...] = (
    ("page-search", "/?q=the", "light"),
    ("page-document", "/hit?q=diplomacy&hit=1", "light"),
    ("page-dark", "/?q=place:Moscow", "dark"),
)


def main() -> int:
    """Write the pictures; returns the exit code."""
    program = shutil.which("chromium")
    if program is None:
        print("there is no Chromium: apt-get install chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DOCMILL_DATA_DIR": data}
        subprocess.run([DOCMILL, "run", "seeds/"], env=environment, check=True)
        serving = [str(DOCMILL), "serve", "--json", "--port", PORT]
        with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            try:
                draw(program)
            finally:
                server.terminate()
    return 0


def draw(program: str) -> None:
    """Let a browser draw each shot of the page that is served."""
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        for name, path, scheme in SHOTS:
            tab = browser.new_page(viewport=SIZE, color_scheme=scheme)
            tab.goto(f"http://127.0.0.1:{PORT}{path}")
            tab.screenshot(path=PICTURES / f"{name}.png")
            tab.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
