"""A Dockerfile read step by step, and a rehearsal of its steps without root and without an engine.

`python -m tests.dockerfile FOLDER` does in a folder what a build would do: each stage is a subfolder that stands for its
root, so that absolute paths of the image lie below it. What only root or the base image can do (packages of Debian,
owners) is named and left out. At the end the program is started with --help.
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
IMAGE_PATHS = ("/app", "/opt/venv", "/data", "/usr/local/bin/every-hour")
NEEDS_ROOT = re.compile(r"\b(apt-get|chown|rm -rf /var)\b")


@dataclass(frozen=True)
class Step:
    """One instruction: RUN, COPY and so on, with its words; RUN has one, the whole command."""

    name: str
    words: list[str]

    @property
    def is_local_copy(self) -> bool:
        """Whether it copies from the build context."""
        return self.name == "COPY" and not self.words[0].startswith("--from=")


@dataclass(frozen=True)
class Stage:
    """What stands between two FROMs."""

    name: str
    steps: list[Step] = field(default_factory=list)


def read(path: Path) -> list[Stage]:
    """The stages of a Dockerfile."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            words = rest.split()
            stages.append(Stage(words[2] if len(words) == 3 else str(len(stages))))
        elif name:
            stages[-1].steps.append(Step(name, [rest] if name == "RUN" else rest.split()))
    return stages


def rehearse(path: Path, folder: Path) -> dict[str, str]:
    """Do the steps of all stages below a folder; returns the environment of the last stage. Raises
    CalledProcessError when a step fails."""
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    environment: dict[str, str] = {}
    for stage in read(path):
        root, place, environment = folder / stage.name, "/", {}
        root.mkdir(parents=True)
        for step in stage.steps:
            print(f"{stage.name}: {step.name} {' '.join(step.words)[:100]}", flush=True)
            if step.name == "WORKDIR":
                place = step.words[0]
                (root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
            elif step.name == "ENV":
                environment |= {key: _below(value, root) for key, value in (word.split("=", 1) for word in step.words)}
            elif step.name == "COPY":
                _copy(step, root, place, folder, ignored)
            elif step.name == "RUN":
                _run(step.words[0], root, place)
            elif step.name == "CMD":
                _start(stage, step, root / place.lstrip("/"), environment)
    return environment


def _start(stage: Stage, command: Step, place: Path, environment: dict[str, str]) -> None:
    """What the image runs, with --help: that it is found, and starts with what the steps brought."""
    entry = next(step for step in stage.steps if step.name == "ENTRYPOINT")
    words = [*json.loads(" ".join(entry.words)), *json.loads(" ".join(command.words)), "--help"]
    known = {"PATH": os.defpath} | {name: value.replace("$PATH", os.defpath) for name, value in environment.items()}
    program = shutil.which(words[0], path=known["PATH"])
    assert program and program.startswith(environment["PATH"].partition(":")[0]), f"{words[0]} is not in the image"
    subprocess.run([program, *words[1:]], cwd=place, env=known, check=True, stdout=subprocess.DEVNULL)
    print(f"  starts: {' '.join(words)}")


def _copy(step: Step, root: Path, place: str, folder: Path, ignored: list[str]) -> None:
    source_root = ROOT if step.is_local_copy else folder / step.words[0].removeprefix("--from=")
    *sources, target = step.words if step.is_local_copy else step.words[1:]
    goal = root / str(PurePosixPath(place) / target).lstrip("/")
    for source in sources:
        path = source_root / source.lstrip("/")
        if path.is_dir():
            # Only those with **/ hold below the root of the build context.
            below = [pattern.removeprefix("**/") for pattern in ignored if pattern.startswith("**/")]
            patterns = shutil.ignore_patterns(*below) if step.is_local_copy else None
            shutil.copytree(path, goal, symlinks=True, dirs_exist_ok=True, ignore=patterns)
        else:
            assert not any(fnmatch.fnmatch(source, pattern) for pattern in ignored), source
            is_folder = target.endswith("/")
            (goal if is_folder else goal.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, goal)


def _run(command: str, root: Path, place: str) -> None:
    for part in command.split(" && "):
        if NEEDS_ROOT.search(part):
            print(f"  left out, as it needs root: {part}")
            continue
        subprocess.run(["sh", "-euc", _below(part, root)], cwd=root / place.lstrip("/"), check=True)


def _below(text: str, root: Path) -> str:
    """Paths of the image as paths below the folder that stands for its root."""
    for path in IMAGE_PATHS:
        text = re.sub(rf"(?<![\w/.]){re.escape(path)}\b", str(root) + path, text)
    return text


if __name__ == "__main__":
    print(json.dumps(rehearse(ROOT / "deploy" / "Dockerfile", Path(sys.argv[1]).resolve())))
