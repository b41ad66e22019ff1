"""`./train bench`"""

from __future__ import annotations

import argparse
import statistics
import time

from earwitness_training import fit
from earwitness_training.trials import Splits
from earwitness_training.workshop import Trial, Workshop, add_flags

ABOUT = "Time a training step and an epoch of every system."
_EPOCH_CLIPS = 3339  # clips of the training part of AVE, so that epochs compare


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, and how much is timed."""
    add_flags(parser)
    parser.add_argument("--systems", nargs="*", help="only these (default: all of the run)")
    parser.add_argument("--forms", nargs="*", default=["clip", "window"])
    parser.add_argument("--steps", type=int, default=8, help="steps timed after two to warm up")


def run(given: argparse.Namespace) -> int:
    """Print the median step of each system, and what an epoch of AVE's size costs."""
    shop = Workshop.of(given)
    splits = Splits.of(shop, "own")
    print("system           form    CPU ms a step of 32 clips   CPU s an epoch of 3339 clips")
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
            training = fit.Training(job, splits.train, splits.val)
            times = []
            for _ in range(given.steps + 2):
                began = time.process_time()
                training.advance()
                times.append(time.process_time() - began)
            step = statistics.median(times[2:])
            epoch = step * _EPOCH_CLIPS / head.batch
            print(f"{name:16} {form:7} {1000 * step:10.0f} {epoch:20.1f}", flush=True)
    return 0
