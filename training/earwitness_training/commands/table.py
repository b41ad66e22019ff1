"""`./train table`"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from earwitness_training.devices import add_flag, named_device
from earwitness_training.fitting import table
from earwitness_training.fitting.trials import Result, Splits, attempt, result_file
from earwitness_training.fitting.workshop import Trial, Workshop, add_flags

ABOUT = "Train and measure every system, full and weak, clip and window, and print the table."


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, and which part of the table."""
    add_flags(parser)
    add_flag(parser)
    parser.add_argument("--systems", nargs="*", help="only these (default: all of the run)")
    parser.add_argument("--supervisions", nargs="*", default=["full", "weak"])
    parser.add_argument("--forms", nargs="*", default=["clip", "window"])
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--backbones", choices=("own", "frozen"), default="own")
    parser.add_argument(
        "--page", type=Path, help="also write a page with the tables, for example docs/systems.md"
    )
    parser.add_argument(
        "--print-only", action="store_true", help="print what is there and train nothing"
    )


def run(given: argparse.Namespace) -> int:
    """Fill what is missing of the table; a trial that is there is not trained again."""
    shop = Workshop.of(given, named_device(given.device))
    if not given.print_only:
        splits = Splits.of(shop, given.backbones)
        for trial in _trials(shop, given):
            if result_file(shop, trial).is_file():
                continue
            result = attempt(shop, trial, splits, quiet=True)
            figures = next(iter(result.figures.values()))
            print(
                f"table: {trial.name}: accuracy {figures.accuracy:.3f} "
                f"event-F1 {figures.event_f1:.3f} in {result.seconds:.0f} s",
                flush=True,
            )
    found = [Result.load(path) for path in sorted((shop.work / "table").glob("*.json"))]
    if not found:
        raise ValueError(f"{shop.work / 'table'} holds no figures: run './train table' first")
    print(table.markdown(found))
    if given.page is not None:
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        given.page.write_text(table.page(found, today), encoding="utf-8")
        print(f"table: {given.page} written")
    return 0


def _trials(shop: Workshop, given: argparse.Namespace) -> list[Trial]:
    names = given.systems or list(shop.run.systems)
    trials = []
    for seed in given.seeds:
        for name in names:
            for supervision in given.supervisions:
                if supervision not in shop.run.system(name).supervisions:
                    continue
                trials += [
                    Trial(name, supervision, form, seed, given.backbones) for form in given.forms
                ]
    return trials
