"""`./train export`"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from earwitness_training.data import sources
from earwitness_training.data.manifest import read_manifest
from earwitness_training.pack import Pack
from earwitness_training.packing import (
    Packing,
    best_trial,
    largest_difference,
    report_of,
    write_card,
)
from earwitness_training.trials import Decided, Splits
from earwitness_training.workshop import ROOT, Workshop, add_flags

ABOUT = "Write the packs of the trained systems, each with its figures and its card."
_CLOSE_ENOUGH = 1e-3  # of exported graphs to the networks; features are tens, probabilities one


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, which systems, and where to."""
    add_flags(parser)
    parser.add_argument(
        "--systems", nargs="*", help="only these (default: all of the run that ship)"
    )
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder of the packs")
    parser.add_argument(
        "--rendered-clips",
        type=int,
        default=42,
        help="how many test clips are rendered and read back (0: none)",
    )


def run(given: argparse.Namespace) -> int:
    """One pack a system; the starter a second time, under that name."""
    shop = Workshop.of(given)
    splits = Splits.of(shop, "own")
    encoders = shop.encoders()
    rows = read_manifest(shop.media)
    sources.write_sources(rows, ROOT / "training/data/sources.csv")
    for system in given.systems or shop.run.shipped():
        trial = best_trial(shop, system, given.seeds)
        trained = shop.trained(trial)
        head = shop.run.head_of(system)
        decided = Decided.on_val(trained.network, splits, trial, head, None)
        packing = Packing(shop, trial, trained, decided)
        folder = given.out / system
        packing.write(folder, system, encoders)
        difference = largest_difference(folder, packing, encoders)
        if difference > _CLOSE_ENOUGH:
            raise ValueError(f"{folder}: the graphs differ from the networks by {difference:.1e}")
        report = report_of(packing, Pack(folder), splits, rows, given.rendered_clips)
        report.save(shop.work / "reports" / f"{system}.json")
        write_card(packing, folder, system, report, rows)
        figures = report.figures
        print(
            f"export: {folder}: accuracy {figures.accuracy:.3f} event recall "
            f"{figures.event_recall:.3f} background {figures.background_accuracy:.3f}, seed "
            f"{trial.seed}, graphs within {difference:.0e} of the networks",
            flush=True,
        )
        if system == shop.run.starter:
            starter = given.out / "starter"
            shutil.rmtree(starter, ignore_errors=True)
            packing.write(starter, "starter", encoders)
            write_card(packing, starter, "starter", report, rows)
    return 0
