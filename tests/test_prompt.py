"""The interactive prompt in a terminal, as a person meets it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from settings import ROOT, Settings

PROMPT = "duckstats>"
CODE = "import sys; from duckstats import main; sys.argv = ['duckstats', 'sql']; main()"
CTRL_C, CTRL_D, UP, TAB, ENTER = "\x03", "\x04", "\x1b[A", "\t", "\r"


def started(published: Settings, home: Path) -> Any:
    """`duckstats sql` in a terminal of 30 lines and 120 columns, after its first prompt."""
    environment = os.environ | {
        "DUCKSTATS_DATA_DIR": str(published.data_dir),
        "XDG_STATE_HOME": str(home),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    child = pexpect.spawn(
        sys.executable, ["-c", CODE], cwd=str(ROOT), env=environment, dimensions=(30, 120), encoding="utf-8", timeout=90
    )
    child.expect(PROMPT)
    return child


@pytest.fixture
def terminal(published: Settings, tmp_path: Path) -> Iterator[Any]:
    child = started(published, tmp_path)
    yield child
    child.close(force=True)


def test_a_conversation(terminal: Any, published: Settings, tmp_path: Path) -> None:
    terminal.send(f"SELECT 40 + 2{ENTER}AS answer;{ENTER}")  # Enter ends a line, a semicolon the statement
    terminal.expect(r"answer\s+-+\s+42\s")
    terminal.expect(r"\(1 row in ")
    terminal.expect(PROMPT)
    terminal.send(f"FROM core.pull_req{TAB}")
    terminal.expect("uests")  # what Tab adds
    terminal.send(f" SELECT count(*) AS found;{ENTER}")
    terminal.expect(r"found\s+-+\s+\d+\s")
    terminal.expect(PROMPT)
    terminal.send(f"COPY (SELECT 1) TO '{tmp_path}/x';{ENTER}")
    terminal.expect("Only statements that read")
    terminal.expect(PROMPT)
    terminal.send(f"SELECT sleep_ms(600000);{ENTER}")
    terminal.expect(";")
    terminal.send(CTRL_C)
    terminal.expect("Cancelled")
    terminal.expect(PROMPT)
    terminal.send(f"SELECT 'half a line{CTRL_C}")  # forgets the line
    terminal.expect(PROMPT)
    terminal.send(CTRL_D)
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0 and not (tmp_path / "x").exists()
    again = started(published, tmp_path)
    again.send(UP)
    again.expect("600000")
    again.send(CTRL_C)
    again.expect(PROMPT)
    again.send(f".quit{ENTER}")
    again.expect(pexpect.EOF)
    again.wait()
    assert again.exitstatus == 0
