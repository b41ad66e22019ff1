"""`./train fit --data ave`: one system of the papers on AVE, by its own protocol.

Unlike the authors' code the checkpoint is chosen on val, clips are shuffled, every clip is used,
and test is measured once.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

import torch
import yaml

from earwitness_training.ave.annotations import CATEGORIES
from earwitness_training.ave.data_set import LABEL_SOURCES, ORDERS, Ave
from earwitness_training.ave.papers import FEATURES_BY_WIDTH, reported
from earwitness_training.ave.recipes import Recipe, recipe
from earwitness_training.ave.training import AveTraining, Plan
from earwitness_training.devices import named_device
from earwitness_training.metrics.segments import Scores as Figures
from earwitness_training.networks.catalogue import architecture as named
from earwitness_training.networks.localizer import LocalizerSizes
from earwitness_training.weights import localizer_file
from earwitness_training.weights.localizer_file import TrainedLocalizer

_FIXED_BY_DATA = ("visual", "audio", "outputs", "window", "look_ahead", "supervision")


def flags(parser: argparse.ArgumentParser) -> None:
    """Flags of `run_ave` beside those of every training: supervision, seed and work."""
    parser.add_argument("--ave", type=Path, help="folder of AVE in the authors' layout")
    parser.add_argument("--architecture", default="avel", help="name of the network")
    parser.add_argument(
        "--set",
        dest="chosen",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a size or switch of the network, such as cross=none; may be given again",
    )
    parser.add_argument("--epochs", type=int, help="epochs; else those of the paper")
    parser.add_argument("--batch", type=int, help="clips a step; else those of the paper")
    parser.add_argument("--learning-rate", type=float, help="else that of the paper")
    parser.add_argument(
        "--order", choices=ORDERS, default="shuffled", help="fixed: as the code of AVEL has it"
    )
    parser.add_argument(
        "--labels", choices=LABEL_SOURCES, help="else the first that is there, in this order"
    )
    parser.add_argument("--start", type=Path, help="trained localizer that lends its weights")
    parser.add_argument(
        "--device",
        help="cpu, cuda, cuda:1; auto: cuda if there (default: auto for ave, cpu for mini-ave)",
    )
    parser.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")


def run_ave(given: argparse.Namespace) -> int:
    """Train, choose on val, measure test once, and say it beside the papers' numbers.

    given: those of `flags`, and `supervision`, `seed` and `work` (the folder of checkpoints)
    """
    if given.ave is None:
        raise ValueError("--data ave needs the folder of the data set: --ave DIR")
    device = named_device(given.device or "auto")
    chosen = read_sizes(given.chosen)
    steps = recipe_of(given)
    with Ave(given.ave, labels=given.labels, background_clips=steps.background_clips) as ave:
        sizes = {"visual": ave.visual_width, "supervision": given.supervision, **chosen}
        plan = Plan(
            architecture=given.architecture,
            supervision=given.supervision,
            sizes=sizes,
            recipe=steps,
            order=given.order,
            seed=given.seed,
            start=str(given.start or ""),
        )
        _check(ave, plan)
        name = _name(given.architecture, given.supervision, chosen, given.seed)
        checkpoint = given.work / "ave" / f"{name}.resume.pt"
        kept = given.work / "ave" / f"{name}.pt"
        training = AveTraining(ave, plan, device)
        _say_data(ave, training, device)
        _begin(training, given, checkpoint)
        training.run(checkpoint)
        training.take_best()
        figures = training.measure("test")
        localizer_file.save(_trained(training, plan, figures), kept)
        print(f"kept in {kept}")
        print(result_line(plan, training, figures))
    return 0


def _begin(training: AveTraining, given: argparse.Namespace, checkpoint: Path) -> None:
    if checkpoint.is_file() and not given.fresh:
        training.resume(checkpoint)
        print(f"goes on after epoch {training.epochs} from {checkpoint}")
    elif given.start is not None:
        lent = training.lend(localizer_file.load(given.start).network.state_dict())
        if not lent:
            raise ValueError(f"{given.start} has no weight of the names and shapes that are needed")
        print(f"starts with {len(lent)} tensors of {given.start}")


def _say_data(ave: Ave, training: AveTraining, device: torch.device) -> None:
    counts = ", ".join(f"{split} {len(rows)}" for split, rows in ave.splits.items())
    extra = len(ave.labels) - len(ave)
    more = f", background clips {extra}" if extra else ""
    left = f", left out {len(ave.missing)}" if ave.missing else ""
    parameters = sum(values.numel() for values in training.network.parameters())
    print(
        f"{ave.folder}: {counts}{more}{left}; labels {ave.label_source}; "
        f"{parameters:,} parameters on {device}",
        flush=True,
    )


def _check(ave: Ave, plan: Plan) -> None:
    if plan.supervision == "weak" and plan.sizes.get("track_heads"):
        raise ValueError("track_heads need labels of segments: supervision must be full")
    for split, rows in ave.splits.items():
        if len(rows) == 0:
            raise ValueError(f"{ave.folder}: no clip of {split} has features")


def recipe_of(given: argparse.Namespace) -> Recipe:
    """The paper's recipe, with what the command line says otherwise."""
    steps = recipe(given.architecture, given.supervision)
    for name in ("epochs", "batch", "learning_rate"):
        value = getattr(given, name)
        if value is not None:
            if not value > 0:
                raise ValueError(f"--{name.replace('_', '-')} must be above 0, not {value}")
            steps = dataclasses.replace(steps, **{name: value})
    return steps


def read_sizes(words: list[str]) -> dict[str, Any]:
    """`NAME=VALUE` of the command line; values read as in a YAML file."""
    chosen: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise ValueError(f"--set {word}: it must be NAME=VALUE")
        if name in _FIXED_BY_DATA:
            raise ValueError(f"--set {word}: {name} follows from the data and --supervision")
        chosen[name] = yaml.safe_load(value)
    return chosen


def unusual_sizes(sizes: LocalizerSizes) -> dict[str, Any]:
    """The sizes that differ from the architecture's own, without those that follow from data."""
    return {
        entry.name: getattr(sizes, entry.name)
        for entry in dataclasses.fields(sizes)
        if entry.name not in _FIXED_BY_DATA and getattr(sizes, entry.name) != entry.default
    }


def result_line(plan: Plan, training: AveTraining, figures: Figures) -> str:
    """Our accuracy on test beside the papers' numbers of the same system."""
    sizes = training.network.sizes
    fixed = named(plan.architecture).fixed
    unusual = {
        name: value
        for name, value in unusual_sizes(sizes).items()
        if name not in fixed and name != "track_heads"
    }
    features = FEATURES_BY_WIDTH.get(sizes.visual)
    found = reported(plan.architecture, plan.supervision, features, unusual) if features else []
    theirs = ", ".join(entry.describe() for entry in found) or "none of this with these features"
    switches = "".join(f" {name}={value}" for name, value in unusual.items())
    return (
        f"{plan.architecture} {plan.supervision}{switches} ({features or sizes.visual}): "
        f"test {figures.accuracy:.1%}, events {figures.event_recall:.1%}, "
        f"background {figures.background_accuracy:.1%} "
        f"(val {training.best.accuracy:.1%}, epoch {training.best.epoch}); papers: {theirs}"
    )


def _trained(training: AveTraining, plan: Plan, figures: Figures) -> TrainedLocalizer:
    facts = {
        "data": "ave",
        "mode": "clip",
        "plan": plan.plain(),
        "labels": [*CATEGORIES, "background"],
        "epoch": training.best.epoch,
        "val_accuracy": training.best.accuracy,
        "test_accuracy": figures.accuracy,
        "test_event_recall": figures.event_recall,
        "test_background_accuracy": figures.background_accuracy,
    }
    return TrainedLocalizer(plan.architecture, training.network.cpu(), facts=facts)


def _name(architecture: str, supervision: str, chosen: dict[str, Any], seed: int) -> str:
    switches = [f"{name}={value}" for name, value in sorted(chosen.items())]
    return "-".join([architecture, supervision, *switches, f"seed={seed}"]).replace("/", "_")
