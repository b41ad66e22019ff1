"""`./train witness`"""

from __future__ import annotations

import argparse
from pathlib import Path

from earwitness_training.fitting.workshop import ROOT
from earwitness_training.packs import witness
from earwitness_training.packs.pack import Pack

ABOUT = "Say what a pack makes of media files, second by second."


def flags(parser: argparse.ArgumentParser) -> None:
    """The pack and the files."""
    parser.add_argument(
        "--pack", type=Path, default=ROOT / "models/starter", help="folder of a model pack"
    )
    parser.add_argument("files", type=Path, nargs="+", help="media files")


def run(given: argparse.Namespace) -> int:
    """A table a file."""
    pack = Pack(given.pack)
    for path in given.files:
        print(witness.describe(path, pack))
    return 0
