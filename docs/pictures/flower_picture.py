"""Makes `flower.png`: the list of tasks of a real Flower, in a real browser, after a run.

`python -m docs.pictures.flower_picture` runs `docmill up` and then `docmill run` over the seeds,
with a broken record put in. It needs Chromium: `tests/harness/browser.py` says where.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from testbed.broker import free_port
from tests.harness.browser import find_chromium, running_browser

PICTURES = Path(__file__).parent
SEEDS = PICTURES.parents[1] / "seeds"
DOCMILL = Path(sys.executable).with_name("docmill")


def main() -> None:
    """Make the picture."""
    program = find_chromium()
    if program is None:
        sys.exit("no Chromium was found: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notes.jsonl").write_text('{"text": "A note."}\nnot JSON\n', encoding="utf-8")
        environment = {
            **os.environ,
            "DOCMILL_DATA_DIR": str(folder / "data"),
            "DOCMILL_FLOWER_PORT": str(free_port()),
        }
        up = subprocess.Popen(
            [DOCMILL, "up", "--json"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            assert up.stdout is not None
            state = json.loads(up.stdout.readline())
            for source in (SEEDS / "wire.jsonl", SEEDS / "letters.zip", folder / "notes.jsonl"):
                command = [str(DOCMILL), "run", str(source), "--source-name", source.name, "--json"]
                subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
            with running_browser(program) as browser:
                page = browser.new_context(
                    http_credentials={"username": state["user"], "password": state["password"]},
                    viewport={"width": 1_760, "height": 900},
                ).new_page()
                page.goto(f"{state['flower']}/tasks")
                page.wait_for_selector("#tasks-table tbody tr td:nth-child(2)")
                page.screenshot(path=PICTURES / "flower.png")
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait()


if __name__ == "__main__":
    main()
