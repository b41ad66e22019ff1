"""`./train packs`"""

from __future__ import annotations

import argparse

from earwitness_training.commands import backbones, export, features, table, views
from earwitness_training.devices import add_flag
from earwitness_training.fitting.workshop import ROOT

ABOUT = "The whole way to the packs under models/: every step that is not done yet."


def flags(parser: argparse.ArgumentParser) -> None:
    """Those of the export, and where networks are trained."""
    export.flags(parser)
    add_flag(parser)


def run(given: argparse.Namespace) -> int:
    """All steps in their order; the table in window form and full supervision only."""
    steps = argparse.Namespace(
        **vars(given),
        only=None,
        frozen=False,
        supervisions=["full"],
        forms=["window"],
        backbones="own",
        print_only=False,
        page=None,
    )
    for step in (views, backbones, features, table, export):
        code = step.run(steps)
        if code != 0:
            return code
    print(f"packs: written to {given.out}, measured as their cards say; see {ROOT / 'docs'}")
    return 0
