"""`./train evaluate`"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from earwitness_training.data.manifest import SPLITS, read_manifest
from earwitness_training.fitting.workshop import ROOT, SHARED
from earwitness_training.packs.evaluation import evaluate, filmed_files, table
from earwitness_training.packs.pack import Pack
from earwitness_training.rendered import ScriptWriter, read_kinds, read_labels, render_folder

ABOUT = "Measure a model pack on rendered, filmed or own clips with a label a second."
MINI_AVE = "mini-ave"
FILMED = "filmed"


def flags(parser: argparse.ArgumentParser) -> None:
    """The pack and the clips."""
    parser.add_argument("--pack", type=Path, required=True, help="folder of a model pack")
    parser.add_argument(
        "--data",
        default=MINI_AVE,
        help=f"{MINI_AVE}: render clips of a split and measure on them; {FILMED}: the filmed clips "
        "of the media folder; else a folder of media files with labels.json",
    )
    parser.add_argument(
        "--media",
        type=Path,
        default=SHARED / "media",
        help="folder of photos and recordings with manifest.csv",
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help=f"of {MINI_AVE}")
    parser.add_argument("--count", type=int, default=56, help=f"clips of {MINI_AVE}")
    parser.add_argument("--seed", type=int, default=0, help=f"of {MINI_AVE}")
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / "training/work",
        help="folder in which rendered clips are kept",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(given: argparse.Namespace) -> int:
    """Print the figures; 1 where a file was left out."""
    pack = Pack(given.pack)
    say = _say_nothing if given.json else _say
    if given.data == FILMED:
        files, kinds = filmed_files(given.media, pack.classes), {}
    else:
        folder = _rendered(given, pack, say) if given.data == MINI_AVE else _named(Path(given.data))
        labels = read_labels(folder, pack.labels)
        files, kinds = {folder / file: row for file, row in labels.items()}, read_kinds(folder)
    evaluation = evaluate(pack, files, kinds, say)
    if given.json:
        print(json.dumps(evaluation.as_plain(), indent=1, allow_nan=False))
    else:
        print(table(evaluation))
    for reason in evaluation.left_out:
        print(f"./train evaluate: left out: {reason}", file=sys.stderr)
    return 1 if evaluation.left_out else 0


def _rendered(given: argparse.Namespace, pack: Pack, say: Callable[[str], None]) -> Path:
    """Folder of the clips that the flags ask for, rendered where they are not there yet."""
    names = hashlib.sha256("\n".join(pack.classes).encode()).hexdigest()[:8]
    name = f"{given.split}-seed{given.seed}-{given.count}-{names}"
    folder = given.work / "clips" / name
    rows = read_manifest(given.media)
    writer = ScriptWriter(rows, given.split, pack.classes, given.seed)
    render_folder(writer.scripts(given.count), rows, given.media, folder, pack.classes, say)
    return folder


def _named(folder: Path) -> Path:
    if not folder.is_dir():
        raise FileNotFoundError(
            f"--data {folder}: there is no such folder; name one with labels.json, "
            f"or {MINI_AVE}, or {FILMED}"
        )
    return folder


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _say_nothing(text: str) -> None:
    """With --json the answer is all that is printed."""
