"""A folder of rendered clips with `labels.json`, as `./earwitness evaluate` reads it too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from earwitness_training.data.manifest import Medium
from earwitness_training.names import nearest
from earwitness_training.rendered.encode import encode
from earwitness_training.rendered.script import SECONDS, ClipScript

LABELS = "labels.json"  # file name to label a second
PLAN = "clips.json"  # what each clip is made of
_NOTE = (
    "Clips for measuring, composed of media under different terms, some for evaluation only: "
    "do not hand them on."
)


def render_folder(
    scripts: list[ClipScript],
    rows: list[Medium],
    media: Path,
    folder: Path,
    classes: tuple[str, ...],
    say: Callable[[str], None] = print,
) -> None:
    """Render clips that are not there yet; `labels.json` is written when all are.

    A folder that holds clips of another plan is refused, so that no label meets a foreign file.
    """
    plan = json.dumps(_plan(scripts, rows, classes), indent=1) + "\n"
    path = folder / PLAN
    if path.is_file() and path.read_text(encoding="utf-8") != plan:
        raise ValueError(
            f"{folder} holds clips of another split, count, seed or labels ({PLAN} differs): "
            "name another folder, or remove this one"
        )
    if not path.is_file() and folder.is_dir() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty and holds no {PLAN}: name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(plan, encoding="utf-8")
    missing = [script for script in scripts if not (folder / script.file).is_file()]
    for number, script in enumerate(missing, start=1):
        encode(script, media, folder / script.file)
        say(f"clips: {script.file} {script.kind} ({number} of {len(missing)})")
    labels = {script.file: script.labels(classes) for script in scripts}
    (folder / LABELS).write_text(_lines(labels), encoding="utf-8")


def _lines(labels: dict[str, list[str]]) -> str:
    """One line a file, so that a person can read and mend it."""
    rows = ",\n".join(f"  {json.dumps(file)}: {json.dumps(row)}" for file, row in labels.items())
    return f"{{\n{rows}\n}}\n"


def _plan(
    scripts: list[ClipScript], rows: list[Medium], classes: tuple[str, ...]
) -> dict[str, Any]:
    terms = {row.path: {"licence": row.licence, "role": row.role} for row in rows}
    used = sorted({source for script in scripts for source in script.sources()})
    return {
        "note": _NOTE,
        "labels": list(classes),
        "clips": {script.file: _clip_facts(script) for script in scripts},
        "sources": {source: terms[source] for source in used},
    }


def _clip_facts(script: ClipScript) -> dict[str, Any]:
    """The script, and what is heard and seen each second, as JSON has it."""
    return {
        **asdict(script),
        "heard": [script.heard(second) for second in range(SECONDS)],
        "seen": [script.seen(second) for second in range(SECONDS)],
    }


def read_labels(folder: Path, names: tuple[str, ...]) -> dict[str, list[int]]:
    """Index of the label of each second of each file that `labels.json` of a folder names.

    names: the labels of a pack, background last. Labels of other spelling are refused, all of them
    at once, with the nearest match; so are files that are not there.
    """
    path = folder / LABELS
    if not path.is_file():
        raise FileNotFoundError(
            f'{path} is missing: it says what each clip is, {{"file.mp4": ["background", ..]}}, '
            "one label a second; './train clips' writes it"
        )
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is not JSON: {error}") from error
    if not isinstance(labels, dict) or not all(
        isinstance(row, list) and all(isinstance(label, str) for label in row)
        for row in labels.values()
    ):
        raise ValueError(f"{path}: expected file names with a list of labels each")
    problems = [f"{file} is missing" for file in labels if not (folder / file).is_file()]
    for file, row in labels.items():
        for second, label in enumerate(row):
            if label not in names:
                hint = nearest(label, names)
                problems.append(f"{file} second {second}: no label {label!r} in the pack{hint}")
    if problems:
        raise ValueError(f"{path}: " + ". ".join(problems))
    return {file: [names.index(label) for label in row] for file, row in labels.items()}


def read_kinds(folder: Path) -> dict[str, str]:
    """Why each clip has its labels (`match`, `wrong_sound` ..); empty for clips of other origin."""
    path = folder / PLAN
    if not path.is_file():
        return {}
    clips = json.loads(path.read_text(encoding="utf-8"))["clips"]
    return {file: str(facts["kind"]) for file, facts in clips.items()}
