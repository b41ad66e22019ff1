"""Training of the localizer on composed clips of cached features, in window form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from numpy.random import Generator, default_rng
from torch import Tensor, nn

from earwitness_training.data.clips import Clip, ClipBatch, Composer, batch_of
from earwitness_training.metrics import Scores, best_offset, score
from earwitness_training.networks.audio_guided_attention import REGIONS
from earwitness_training.networks.avel import Avel, AvelSizes, Logits
from earwitness_training.networks.window_form import gather
from earwitness_training.places import PlaceProbe, distance
from earwitness_training.settings import HeadRun

LEAST_BACKGROUND_ACCURACY = 0.975  # on val; the pack's promise is 0.96
_FEATURE_NOISE = 0.1
_MEASURE_BATCH = 50
_REPORT_EVERY = 50


@dataclass(frozen=True)
class Measured:
    """Answers over composed clips: labels int64 [n], logits of all three outputs [n, classes+1]."""

    labels: numpy.ndarray
    heard: numpy.ndarray
    seen: numpy.ndarray
    event_logits: numpy.ndarray
    heard_logits: numpy.ndarray
    seen_logits: numpy.ndarray


def window_logits(
    network: Avel, batch: ClipBatch, visual_mask: Tensor, audio_mask: Tensor
) -> tuple[Logits, Tensor]:
    """Scores of all segments, each from its own window, and where each segment looks.

    Returns logits [clips * segments, ..] and attention float32 [clips * segments, 49].
    """
    sizes = network.sizes
    maps, vectors = torch.from_numpy(batch.maps), torch.from_numpy(batch.vectors)
    attended, attention = network.attend(maps, vectors, visual_mask, audio_mask)
    video, video_mask = gather(attended, visual_mask, sizes.window, sizes.look_ahead)
    sound, sound_mask = gather(vectors, audio_mask, sizes.window, sizes.look_ahead)
    logits = network.window_logits(video, sound, video_mask, sound_mask)
    return logits, attention.reshape(-1, REGIONS)


def with_noise(batch: ClipBatch, random: Generator) -> ClipBatch:
    """Features scaled channel by channel within a few percent: a train photo is seen too often."""

    def scaled(values: numpy.ndarray) -> numpy.ndarray:
        channels = (len(values), *[1] * (values.ndim - 2), values.shape[-1])
        noise = 1 + _FEATURE_NOISE * random.standard_normal(channels)
        return values * noise.astype(numpy.float32)

    return ClipBatch(
        scaled(batch.maps), scaled(batch.vectors), batch.labels, batch.heard, batch.seen
    )


def loss_of(
    logits: Logits,
    batch: ClipBatch,
    ok: Tensor,
    masks: tuple[Tensor, Tensor],
    track_head_weight: float,
) -> Tensor:
    """Cross-entropy of the event over targets with both tracks, plus that of the track heads.

    ok: bool [n], both tracks present; masks: bool [n] each, picture present and sound present.
    The heads learn what the composition knows of each track, so their gradient goes all the way.
    """

    def entropy(scores: Tensor, labels: numpy.ndarray, kept: Tensor) -> Tensor:
        return F.cross_entropy(scores[kept], torch.from_numpy(labels.reshape(-1))[kept])

    has_picture, has_sound = masks
    return entropy(logits.event, batch.labels, ok) + track_head_weight * (
        entropy(logits.heard, batch.heard, has_sound)
        + entropy(logits.seen, batch.seen, has_picture)
    )


def place_loss(
    probe: PlaceProbe, attention: Tensor, batch: ClipBatch, ok: Tensor, weight: float
) -> Tensor:
    """Loss of the probe on what is seen, and of the attention of events against its places.

    attention: float32 [n, 49]; ok: bool [n], both tracks present
    """
    maps = torch.from_numpy(batch.maps).reshape(len(attention), REGIONS, -1)
    labels = torch.from_numpy(batch.labels.reshape(-1))
    events = ok & (labels < probe.classify.out_features - 1)
    loss = probe.entropy(maps, torch.from_numpy(batch.seen.reshape(-1)))
    if not bool(events.any()):
        return loss
    places = probe.places(maps[events], labels[events])
    return loss + weight * distance(attention[events], places)


def dropped(shape: tuple[int, int], probability: float, random: Generator) -> Tensor:
    """A mask with each entry 0 at the probability given: float32 [clips, segments]."""
    return torch.from_numpy((random.random(shape) >= probability).astype(numpy.float32))


def fit(train: Composer, val: Composer, sizes: AvelSizes, run: HeadRun, seed: int) -> Avel:
    """Train AVEL; returns the state that was best on val, with its background score calibrated."""
    torch.manual_seed(seed)
    random = default_rng([seed, 7])
    network = Avel(sizes)
    probe = PlaceProbe(sizes.visual, sizes.outputs)
    optimizer = torch.optim.Adam([*network.parameters(), *probe.parameters()], lr=run.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, run.steps)
    val_clips = compose_many(val, run.measure_clips, seed + 1)
    best_accuracy, best_state = -1.0, network.state_dict()
    mean_loss = 0.0
    for step in range(run.steps):
        clips = [train.compose(random) for _ in range(run.batch)]
        batch = with_noise(batch_of(clips, train.features), random)
        visual_mask = dropped(batch.labels.shape, run.missing_track, random)
        audio_mask = dropped(batch.labels.shape, run.missing_track, random)
        has_picture, has_sound = visual_mask.reshape(-1) > 0, audio_mask.reshape(-1) > 0
        ok = has_picture & has_sound
        logits, attention = window_logits(network, batch, visual_mask, audio_mask)
        loss = loss_of(
            logits,
            batch,
            ok,
            (has_picture, has_sound),
            run.track_head_weight,
        )
        loss = loss + place_loss(probe, attention, batch, ok, run.place_weight)
        if not torch.isfinite(loss):
            pictures = [int(row) for clip in clips for row in clip.pictures[:1]]
            raise ArithmeticError(f"loss is {loss.item()} at step {step}; first maps {pictures}")
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        mean_loss += loss.item() / _REPORT_EVERY
        if (step + 1) % _REPORT_EVERY == 0:
            print(f"  step {step + 1}/{run.steps} loss {mean_loss:.3f}", flush=True)
            mean_loss = 0.0
        if (step + 1) % run.measure_every == 0 or step + 1 == run.steps:
            said = measure(network, val_clips, val)
            offset = best_offset(said.labels, said.event_logits, LEAST_BACKGROUND_ACCURACY)
            reached = decide(said, val.classes, offset)
            print(f"  val {summary(reached)} at background offset {offset:+.1f}", flush=True)
            if reached.accuracy > best_accuracy:
                best_accuracy = reached.accuracy
                best_state = {name: values.clone() for name, values in network.state_dict().items()}
                best_state["L2.bias"][-1] += offset
    network.load_state_dict(best_state)
    return network.eval()


def compose_many(composer: Composer, count: int, seed: int) -> list[Clip]:
    """Clips drawn from one seed."""
    random = default_rng([seed, 11])
    return [composer.compose(random) for _ in range(count)]


@torch.no_grad()
def measure(network: Avel, clips: list[Clip], composer: Composer) -> Measured:
    """Answers for every segment of the clips, each clip a stream of its own."""
    network.eval()
    parts: list[tuple[numpy.ndarray, ...]] = []
    for start in range(0, len(clips), _MEASURE_BATCH):
        batch = batch_of(clips[start : start + _MEASURE_BATCH], composer.features)
        present = torch.ones(batch.labels.shape)
        logits, _ = window_logits(network, batch, present, present)
        parts.append(
            (
                batch.labels.reshape(-1),
                batch.heard.reshape(-1),
                batch.seen.reshape(-1),
                logits.event.numpy(),
                logits.heard.numpy(),
                logits.seen.numpy(),
            )
        )
    network.train()
    return Measured(*(numpy.concatenate(column) for column in zip(*parts, strict=True)))


def decide(said: Measured, classes: tuple[str, ...], offset: float = 0.0) -> Scores:
    """Scores of the arg-max decision after moving the background score."""
    moved = said.event_logits.copy()
    moved[:, -1] += offset
    return score(said.labels, moved.argmax(1), classes)


def summary(scores: Scores) -> str:
    """One line for a log."""
    return (
        f"accuracy {scores.accuracy:.3f} event recall {scores.event_recall:.3f} "
        f"precision {scores.event_precision:.3f} background {scores.background_accuracy:.3f}"
    )


def save(network: Avel, path: Path, facts: dict[str, object]) -> None:
    """Checkpoint of a localizer with the run that made it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": network.state_dict(), "facts": facts}, path)


def load(sizes: AvelSizes, path: Path) -> Avel:
    """Read a checkpoint of `save`."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train fit' first")
    network = Avel(sizes)
    network.load_state_dict(torch.load(path, map_location="cpu")["state"])
    return network.eval()
