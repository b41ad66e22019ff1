"""`./train bench`"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch

from earwitness_training.devices import add_flag, named_device
from earwitness_training.fitting import fit
from earwitness_training.fitting.trials import Splits
from earwitness_training.fitting.workshop import Trial, Workshop, add_flags

ABOUT = "Time a training step and an epoch of every system."
_EPOCH_CLIPS = 3339  # clips of the training part of AVE, so that epochs compare


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, and how much is timed."""
    add_flags(parser)
    add_flag(parser)
    parser.add_argument("--systems", nargs="*", help="only these (default: all of the run)")
    parser.add_argument("--forms", nargs="*", default=["clip", "window"])
    parser.add_argument("--steps", type=int, default=8, help="steps timed after two to warm up")


def run(given: argparse.Namespace) -> int:
    """Print the median step of each system, and what an epoch of AVE's size costs."""
    shop = Workshop.of(given, named_device(given.device))
    splits = Splits.of(shop, "own")
    seconds = clock(shop.device)
    measured = "CPU" if shop.device.type == "cpu" else torch.cuda.get_device_name(shop.device)
    print(f"{measured}: milliseconds a step, seconds an epoch of {_EPOCH_CLIPS} clips")
    print("system           form    clips a step    ms a step   s an epoch")
    for name in given.systems or list(shop.run.systems):
        for form in given.forms:
            trial = Trial(name, "full", form, 0)
            head = shop.run.head_of(name)
            job = fit.Job(
                shop.run.system(name).architecture,
                shop.sizes(trial, splits.train),
                form,
                0,
                head,
            )
            training = fit.Training(job, splits.train, splits.val, shop.device)
            times = []
            for _ in range(given.steps + 2):
                began = seconds()
                training.advance()
                times.append(seconds() - began)
            step = statistics.median(times[2:])
            epoch = step * _EPOCH_CLIPS / head.batch
            row = f"{name:16} {form:7} {head.batch:12} {1000 * step:12.1f} {epoch:12.1f}"
            print(row, flush=True)
    return 0


def clock(device: torch.device) -> Callable[[], float]:
    """Seconds of the processor's work; with a graphics card those that pass until it is done."""
    if device.type == "cpu":
        return time.process_time

    def passed() -> float:
        torch.cuda.synchronize(device)
        return time.perf_counter()

    return passed
