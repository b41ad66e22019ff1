"""`./train clips`"""

from __future__ import annotations

import argparse
from pathlib import Path

from earwitness_training.data.manifest import CLEAN_CLASSES, SPLITS, read_manifest
from earwitness_training.fitting.workshop import SHARED
from earwitness_training.packs.pack import read_labels_of
from earwitness_training.rendered import ScriptWriter, render_folder

ABOUT = "Render labelled clips of one split as media files, to measure packs with."


def flags(parser: argparse.ArgumentParser) -> None:
    """What is rendered, and where to."""
    parser.add_argument("--out", type=Path, required=True, help="target folder")
    parser.add_argument(
        "--media",
        type=Path,
        default=SHARED / "media",
        help="folder of photos and recordings with manifest.csv",
    )
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--count", type=int, default=56, help="how many clips (10 s each)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--pack",
        type=Path,
        help="label by what this pack names; all else is background (default: the clean classes)",
    )


def run(given: argparse.Namespace) -> int:
    """Write the files and `labels.json`; a run that was cut off goes on where it was."""
    if given.count < 1:
        raise ValueError(f"--count is {given.count}: it must be at least 1")
    classes = CLEAN_CLASSES if given.pack is None else read_labels_of(given.pack)[:-1]
    rows = read_manifest(given.media)
    writer = ScriptWriter(rows, given.split, classes, given.seed)
    scripts = writer.scripts(given.count)
    render_folder(
        scripts, rows, given.media, given.out, classes, lambda text: print(text, flush=True)
    )
    print(f"clips: {len(scripts)} clips and labels.json in {given.out}")
    print(f"next: ./earwitness evaluate --pack models/starter {given.out}")
    return 0
