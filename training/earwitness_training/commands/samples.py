"""`./train samples`"""

from __future__ import annotations

import argparse
from pathlib import Path

from earwitness_training.fitting.workshop import ROOT, SHARED
from earwitness_training.samples.render import render_all

ABOUT = "Compose the sample streams from media that may be handed on."


def flags(parser: argparse.ArgumentParser) -> None:
    """Where from and where to."""
    parser.add_argument(
        "--ship", type=Path, default=SHARED / "media/ship", help="folder of media with a manifest"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "samples", help="target folder")


def run(given: argparse.Namespace) -> int:
    """Render all samples."""
    render_all(given.ship, given.out)
    return 0
