"""Trainings of the table: fit, calibrate on val, measure on test, keep the figures."""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass
from pathlib import Path

from earwitness_training.data.clips import Clip, Composer
from earwitness_training.fitting import fit
from earwitness_training.fitting.answering import Form, Measured, compose_many, measure
from earwitness_training.fitting.workshop import Trial, Workshop
from earwitness_training.measuring.calibration import fit_temperature, softmax
from earwitness_training.measuring.decision import DecisionRule
from earwitness_training.measuring.report import ThresholdFacts
from earwitness_training.metrics import Figures, ScoredClip, scored_clips
from earwitness_training.metrics import measure as figures_of
from earwitness_training.networks.localizer import Calibration, Localizer
from earwitness_training.settings import HeadRun
from earwitness_training.weights import localizer_file
from earwitness_training.weights.localizer_file import TrainedLocalizer

TEST_CLIPS = 1000
TEST_SEED = 9
LOOK_AHEADS = (0, 1, 2, 4, 9)


@dataclass(frozen=True)
class Splits:
    """Clips of the three splits over the features of one pair of backbones."""

    train: Composer
    val: Composer
    test: Composer

    @staticmethod
    def of(shop: Workshop, backbones: str) -> Splits:
        """Read the features."""
        return Splits(*(shop.composer(split, backbones) for split in ("train", "val", "test")))


@dataclass(frozen=True)
class Result:
    """Figures of one trial on test."""

    trial: Trial
    figures: dict[str, Figures]  # "clip", or "window L" with the look-ahead
    seconds: float  # that training took

    def save(self, path: Path) -> None:
        """Keep it as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {
            "trial": dataclasses.asdict(self.trial),
            "figures": {name: figures.as_plain() for name, figures in self.figures.items()},
            "seconds": self.seconds,
        }
        path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Result:
        """Read what `save` wrote."""
        values = json.loads(path.read_text(encoding="utf-8"))
        figures = {name: Figures.of_plain(held) for name, held in values["figures"].items()}
        return Result(Trial(**values["trial"]), figures, values["seconds"])


def result_file(shop: Workshop, trial: Trial) -> Path:
    """Where the figures of a trial lie."""
    return shop.work / "table" / f"{trial.name}.json"


@dataclass(frozen=True)
class Decided:
    """How answers of one network in one form become decisions; chosen on val."""

    calibration: Calibration
    rule: DecisionRule
    thresholds: ThresholdFacts

    @staticmethod
    def on_val(
        network: Localizer, splits: Splits, trial: Trial, head: HeadRun, look_ahead: int | None
    ) -> Decided:
        """The likeliest temperature, then thresholds that keep enough background."""
        clips = compose_many(splits.val, head.measure_clips, trial.seed + 1)
        form = trial.form if look_ahead is None else "window"
        said = measure(network, clips, splits.val, form, look_ahead)
        calibration = Calibration(fit_temperature(said.event_logits, said.labels))
        probabilities = softmax(said.event_logits, calibration.temperature)
        facts = ThresholdFacts.choose(
            probabilities,
            1 - probabilities[:, -1],
            said.labels,
            splits.val.classes,
            head.least_background,
            DecisionRule(),
        )
        return Decided(calibration, DecisionRule(thresholds=facts.chosen), facts)

    def clips(self, said: Measured, classes: tuple[str, ...]) -> list[ScoredClip]:
        """Decided clips."""
        probabilities = softmax(said.event_logits, self.calibration.temperature)
        decisions = self.rule.decide(probabilities, 1 - probabilities[:, -1], classes)
        shape = (-1, said.segments)
        return scored_clips(
            said.labels.reshape(shape),
            decisions.reshape(shape),
            probabilities.reshape(*shape, probabilities.shape[1]),
        )


def attempt(shop: Workshop, trial: Trial, splits: Splits, quiet: bool = False) -> Result:
    """Train one trial, unless it is there, and measure it."""
    head = shop.run.head_of(trial.system)
    path = shop.trial_file(trial)
    began = time.monotonic()
    if not path.is_file():
        job = fit.Job(
            shop.run.system(trial.system).architecture,
            shop.sizes(trial, splits.train),
            trial.form,
            trial.seed,
            head,
        )
        checkpoint = path.with_suffix(".checkpoint")
        localizer_file.save(
            fit.fit(job, splits.train, splits.val, checkpoint, quiet, shop.device), path
        )
    seconds = time.monotonic() - began
    trained = shop.trained(trial)
    trained.network.to(shop.device)
    result = Result(trial, figures_on_test(trained, trial, splits, head), seconds)
    result.save(result_file(shop, trial))
    return result


def test_clips(splits: Splits) -> list[Clip]:
    """The clips that all trials are measured on."""
    return compose_many(splits.test, TEST_CLIPS, TEST_SEED)


def figures_on_test(
    trained: TrainedLocalizer, trial: Trial, splits: Splits, head: HeadRun
) -> dict[str, Figures]:
    """Figures in the form that was trained; the first clip network in window form too.

    In window form a network that was trained on whole clips is calibrated on val again, in that
    form and with each look-ahead: it meets shorter contexts than it was trained on.
    """
    clips = test_clips(splits)

    def figures(form: Form, look_ahead: int | None) -> Figures:
        decided = Decided.on_val(trained.network, splits, trial, head, look_ahead)
        said = measure(trained.network, clips, splits.test, form, look_ahead)
        return figures_of(decided.clips(said, splits.test.classes), splits.test.classes)

    if trial.form == "window":
        return {f"window {trained.network.sizes.look_ahead}": figures("window", None)}
    found = {"clip": figures("clip", None)}
    if trial.seed == 0 and trial.supervision == "full":
        found |= {f"window {ahead}": figures("window", ahead) for ahead in LOOK_AHEADS}
    return found
