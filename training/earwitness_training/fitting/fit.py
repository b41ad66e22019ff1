"""Training of a localizer on composed clips of cached features, in clip form or in window form."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy
import torch
import torch.nn.functional as F
from numpy.random import Generator, default_rng
from torch import Tensor, nn

from earwitness_training.data.clips import ClipBatch, Composer, batch_of
from earwitness_training.data.manifest import BACKGROUND
from earwitness_training.devices import CPU, placed
from earwitness_training.fitting.answering import Form, answer, compose_many, measure
from earwitness_training.fitting.places import PlaceProbe, distance
from earwitness_training.metrics import best_offset, line
from earwitness_training.networks.answers import Answers, entropy, mean_over
from earwitness_training.networks.catalogue import build
from earwitness_training.networks.localizer import REGIONS, Localizer, Scores
from earwitness_training.settings import HeadRun
from earwitness_training.weights.localizer_file import TrainedLocalizer

_REPORT_EVERY = 50
Loss = Literal["own", "entropy"]


@dataclass(frozen=True)
class Job:
    """One training of one system."""

    architecture: str
    sizes: Mapping[str, Any]
    form: Form
    seed: int
    run: HeadRun


def with_noise(
    batch: ClipBatch, share: float, random: Generator, mixed: float = 0.0, most: float = 0.4
) -> ClipBatch:
    """Features changed a little, because a photo and a recording of train are seen too often.

    share: by which channels are scaled up and down, drawn once a clip
    mixed: share of the segments into which features of another segment of the batch are mixed, as
        if another thing stood there or sounded too; by up to `most` of the whole
    """

    def changed(values: numpy.ndarray) -> numpy.ndarray:
        channels = (len(values), *[1] * (values.ndim - 2), values.shape[-1])
        noise = 1 + share * random.standard_normal(channels)
        values = values * noise.astype(numpy.float32)
        if mixed <= 0:
            return values
        flat = values.reshape(-1, *values.shape[2:])
        rows = numpy.flatnonzero(random.random(len(flat)) < mixed)
        other = random.integers(0, len(flat), len(rows))
        part = random.uniform(0, most, (len(rows), *[1] * (flat.ndim - 1))).astype(numpy.float32)
        flat[rows] = (1 - part) * flat[rows] + part * flat[other]
        return flat.reshape(values.shape)

    return dataclasses.replace(batch, maps=changed(batch.maps), vectors=changed(batch.vectors))


def track_loss(scores: Scores, batch: ClipBatch, masks: tuple[Tensor, Tensor]) -> Tensor:
    """Cross-entropy of what is heard and of what is seen, where the track is there.

    The composition knows both, so the gradient of these heads goes all the way down.
    masks: float32 [clips, segments] each, picture and sound
    """
    if scores.heard is None or scores.seen is None:
        return scores.event.new_zeros(())
    loss = scores.event.new_zeros(())
    tracks = ((scores.seen, batch.seen, masks[0]), (scores.heard, batch.heard, masks[1]))
    for logits, truth, mask in tracks:
        rows = F.cross_entropy(
            logits.flatten(0, 1), placed(truth, logits.device).flatten(), reduction="none"
        )
        loss = loss + mean_over(rows, mask.flatten())
    return loss


def place_loss(
    probe: PlaceProbe, attention: Tensor, batch: ClipBatch, present: Tensor, weight: float
) -> Tensor:
    """Loss of the probe on what is seen, and of the attention of events against its places.

    attention: float32 [clips, segments, 7, 7]; present: float32 [clips, segments]
    """
    device = attention.device
    maps = placed(batch.maps, device).reshape(-1, REGIONS, batch.maps.shape[-1])
    labels = placed(batch.labels, device).flatten()
    events = (present.flatten() > 0) & (labels < probe.classify.out_features - 1)
    loss = probe.entropy(maps, placed(batch.seen, device).flatten())
    if not bool(events.any()):
        return loss
    places = probe.places(maps[events], labels[events])
    return loss + weight * distance(attention.reshape(-1, REGIONS)[events], places)


def loss_of(
    network: Localizer,
    scores: Scores,
    batch: ClipBatch,
    masks: tuple[Tensor, Tensor],
    run: HeadRun,
) -> Tensor:
    """What one batch costs; weak supervision sees labels of clips only."""
    present = network.present(masks[1], masks[0])
    labels = placed(batch.labels, scores.event.device)
    answers = Answers(labels, present, scores.event.shape[2] - 1)
    if network.sizes.supervision == "weak":
        return network.loss(scores, answers)
    if run.loss == "own":
        of_events = network.loss(scores, answers)
    else:
        of_events = entropy(scores.event, answers, run.label_smoothing)
    return of_events + run.track_head_weight * track_loss(scores, batch, masks)


def dropped(shape: tuple[int, ...], probability: float, random: Generator) -> Tensor:
    """A mask with each entry 0 at the probability given: float32 [clips, segments]."""
    return torch.from_numpy((random.random(shape) >= probability).astype(numpy.float32))


class Training:
    """One training under way: everything that a checkpoint has to hold to go on from it."""

    def __init__(
        self, job: Job, train: Composer, val: Composer, device: torch.device = CPU
    ) -> None:
        torch.manual_seed(job.seed)
        self.job = job
        self.device = device
        self._train = train
        self._val = val
        self._val_clips = compose_many(val, job.run.measure_clips, job.seed + 1)
        self.network = build(job.architecture, job.sizes).to(device)
        sizes = self.network.sizes
        self.probe = PlaceProbe(sizes.visual, sizes.outputs).to(device)
        parameters = [*self.network.parameters(), *self.probe.parameters()]
        self.optimizer = torch.optim.AdamW(
            parameters, lr=job.run.learning_rate, weight_decay=job.run.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, job.run.steps)
        self.step = 0
        self.best: dict[str, Any] = {"accuracy": -1.0}

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds; the random draws of a step depend on its number alone."""
        held = {
            "step": self.step,
            "best": self.best,
            "torch_random": torch.get_rng_state(),
            **{name: getattr(self, name).state_dict() for name in self._parts()},
        }
        if self.device.type == "cuda":
            held["cuda_random"] = torch.cuda.get_rng_state(self.device)
        return held

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.step, self.best = state["step"], state["best"]
        torch.set_rng_state(state["torch_random"])
        if self.device.type == "cuda" and "cuda_random" in state:
            torch.cuda.set_rng_state(state["cuda_random"], self.device)
        for name in self._parts():
            getattr(self, name).load_state_dict(state[name])

    @staticmethod
    def _parts() -> tuple[str, ...]:
        return ("network", "probe", "optimizer", "schedule")

    def advance(self) -> float:
        """One step; returns its loss."""
        run = self.job.run
        random = default_rng([self.job.seed, 7, self.step])
        clips = [self._train.compose(random) for _ in range(run.batch)]
        plain = batch_of(clips, self._train.features)
        batch = with_noise(plain, run.feature_noise, random, run.feature_mix)
        visual_mask = dropped(batch.labels.shape, run.missing_track, random)
        audio_mask = dropped(batch.labels.shape, run.missing_track, random)
        if self.job.form == "clip":  # the papers' form knows no missing tracks
            visual_mask, audio_mask = torch.ones_like(visual_mask), torch.ones_like(audio_mask)
        visual_mask, audio_mask = visual_mask.to(self.device), audio_mask.to(self.device)
        self.network.train()
        scores, attention = answer(self.network, batch, visual_mask, audio_mask, self.job.form)
        loss = loss_of(self.network, scores, batch, (visual_mask, audio_mask), run)
        full = self.network.sizes.supervision == "full"
        if full and run.place_weight > 0 and attention is not None and attention.requires_grad:
            present = visual_mask * audio_mask
            loss = loss + place_loss(self.probe, attention, batch, present, run.place_weight)
        if not torch.isfinite(loss):
            media = sorted({self._train.medium_of(clip) for clip in clips})
            raise ArithmeticError(f"loss is {loss.item()} at step {self.step}; clips of {media}")
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        return loss.item()

    def look(self) -> str:
        """Measure on val, keep the state if it is the best so far; returns a line for the log.

        States are compared where the background score is moved so that enough background is kept.
        """
        said = measure(self.network, self._val_clips, self._val, self.job.form)
        offset = best_offset(said.labels, said.event_logits, self.job.run.least_background)
        reached = said.scores(self._val.classes, offset)
        if reached.accuracy > self.best["accuracy"]:
            self.best = {
                "accuracy": reached.accuracy,
                "event_recall": reached.event_recall,
                "background_accuracy": reached.background_accuracy,
                "step": self.step,
                "state": {
                    name: values.clone() for name, values in self.network.state_dict().items()
                },
            }
        return f"val {line(reached)} at background offset {offset:+.1f}"

    def finished(self) -> TrainedLocalizer:
        """The state that was best on val, on the processor; it is calibrated afterwards."""
        self.network.load_state_dict(self.best["state"])
        facts = {name: value for name, value in self.best.items() if name != "state"}
        facts |= {"form": self.job.form, "seed": self.job.seed}
        facts["run"] = dataclasses.asdict(self.job.run)
        facts["labels"] = [*self._val.classes, BACKGROUND]
        return TrainedLocalizer(self.job.architecture, self.network.cpu().eval(), facts)


def fit(
    job: Job,
    train: Composer,
    val: Composer,
    checkpoint: Path | None = None,
    quiet: bool = False,
    device: torch.device = CPU,
) -> TrainedLocalizer:
    """Train a system; a checkpoint that is there is gone on from, and deleted at the end."""
    training = Training(job, train, val, device)
    if checkpoint is not None and checkpoint.is_file():
        training.resume(torch.load(checkpoint, map_location="cpu"))
        print(f"  goes on from step {training.step} ({checkpoint})", flush=True)
    total, run = 0.0, job.run
    while training.step < run.steps:
        total += training.advance() / _REPORT_EVERY
        if training.step % _REPORT_EVERY == 0:
            if not quiet:
                print(f"  step {training.step}/{run.steps} loss {total:.3f}", flush=True)
            total = 0.0
        if training.step % run.measure_every == 0 or training.step == run.steps:
            line = training.look()
            if not quiet:
                print(f"  {line}", flush=True)
            if checkpoint is not None:
                checkpoint.parent.mkdir(parents=True, exist_ok=True)
                torch.save(training.state(), checkpoint)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return training.finished()
