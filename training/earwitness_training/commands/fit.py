"""`./train fit`"""

from __future__ import annotations

import argparse

from earwitness_training.ave import protocol
from earwitness_training.devices import named_device
from earwitness_training.fitting.trials import Splits, attempt
from earwitness_training.fitting.workshop import Trial, Workshop, add_flags

ABOUT = "Train one system on clips composed of cached features, or on the AVE data set."


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, which system, and those of the AVE data set."""
    add_flags(parser)
    parser.add_argument(
        "--data",
        choices=("mini-ave", "ave"),
        default="mini-ave",
        help="mini-ave: clips composed of our media; ave: the AVE data set in its authors' layout",
    )
    parser.add_argument(
        "--system", default="avel", help="mini-ave: a system of the run's file (default: avel)"
    )
    parser.add_argument("--supervision", choices=("full", "weak"), default="full")
    parser.add_argument("--form", choices=("clip", "window"), default="window")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--backbones", choices=("own", "frozen"), default="own")
    protocol.flags(parser)


def run(given: argparse.Namespace) -> int:
    """Train, then measure on test."""
    if given.data == "ave":
        return protocol.run_ave(given)
    shop = Workshop.of(given, named_device(given.device or "cpu"))
    trial = Trial(given.system, given.supervision, given.form, given.seed, given.backbones)
    print(f"fit: {trial.name}", flush=True)
    result = attempt(shop, trial, Splits.of(shop, given.backbones))
    for form, figures in result.figures.items():
        print(
            f"fit: test, {form}: accuracy {figures.accuracy:.3f} event recall "
            f"{figures.event_recall:.3f} background {figures.background_accuracy:.3f} "
            f"event-F1 {figures.event_f1:.3f}"
        )
    return 0
