"""`./train export`"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from earwitness_training.data import sources
from earwitness_training.data.manifest import read_manifest
from earwitness_training.fitting.trials import Decided, Splits
from earwitness_training.fitting.workshop import ROOT, Workshop, add_flags
from earwitness_training.measuring.report import Report
from earwitness_training.packs.pack import Pack
from earwitness_training.packs.packing import (
    Packing,
    best_trial,
    largest_difference,
    packed_trial,
    report_of,
    table_rows,
    write_card,
)

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
    parser.add_argument(
        "--cards-only",
        action="store_true",
        help="write the cards again, from the last report and the table as it is now",
    )


def run(given: argparse.Namespace) -> int:
    """One pack a system; the starter a second time, under that name."""
    shop = Workshop.of(given)
    splits = Splits.of(shop, "own")
    encoders = shop.encoders()
    rows = read_manifest(shop.media)
    sources.write_sources(rows, ROOT / "training/data/sources.csv")
    for system in given.systems or shop.run.shipped():
        # A card written again tells of the pack that is there, not of a seed trained since.
        trial = (
            packed_trial(given.out / system, system)
            if given.cards_only
            else best_trial(shop, system, given.seeds)
        )
        trained = shop.trained(trial)
        decided = Decided.on_val(trained.network, splits, trial, shop.run.head_of(system), None)
        packing = Packing(shop, trial, trained, decided)
        folder, kept = given.out / system, shop.work / "reports" / f"{system}.json"
        names = [system, "starter"] if system == shop.run.starter else [system]
        if given.cards_only:
            report = dataclasses.replace(Report.load(kept), table=table_rows(shop))
        else:
            for name in names:
                packing.write(given.out / name, name, encoders)
            difference = largest_difference(folder, packing, encoders)
            if difference > _CLOSE_ENOUGH:
                raise ValueError(
                    f"{folder}: the graphs differ from the networks by {difference:.1e}"
                )
            report = report_of(packing, Pack(folder), splits, rows, given.rendered_clips)
            print(f"export: {folder}: graphs within {difference:.0e} of the networks", flush=True)
        report.save(kept)
        for name in names:
            write_card(packing, given.out / name, name, report, rows)
        figures = report.figures
        print(
            f"export: {folder}: accuracy {figures.accuracy:.3f} event recall "
            f"{figures.event_recall:.3f} background {figures.background_accuracy:.3f}, seed "
            f"{trial.seed}",
            flush=True,
        )
    return 0
