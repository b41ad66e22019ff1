"""Fine-tuning of the two encoders in every layer, each as a classifier of single segments.

The classifier names all classes of the manifest, the thin ones included, and one `other`; it is
thrown away afterwards. What stays is the encoder: the localizer learns on its features. Two things
keep it from learning the few sources by heart: its embeddings are held near those that the start
weights give, which have seen far more of the world (learning without forgetting, Li and Hoiem
2016), and what is kept is the moving average of the weights. A run may also go back towards the
start weights a part of the way (WiSE-FT, Wortsman et al. 2022); the reduction settles after that.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy
import torch
import torch.nn.functional as F
from numpy.random import Generator, default_rng
from torch import Tensor, nn

from earwitness_training.backbones import teachers
from earwitness_training.data.manifest import OTHER
from earwitness_training.data.views import Views
from earwitness_training.devices import CPU, device_of
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder
from earwitness_training.settings import BackboneRun

_CLEAN_WEIGHT, _THIN_WEIGHT, _OTHER_WEIGHT = 1.0, 0.3, 5.0
_DROPOUT = 0.2  # before the classifier
_REPORT_EVERY = 50
_MEASURE_BATCH = 16


@dataclass(frozen=True)
class Classes:
    """The labels that a backbone learns to tell apart, and which of them are clean."""

    names: tuple[str, ...]
    clean: frozenset[str]

    @staticmethod
    def of(views: Views) -> Classes:
        """All labels of the views, with every `other:*` joined into one."""
        names = {fine_label(row.label) for row in views.rows}
        clean = {row.target for row in views.rows} - {OTHER}
        return Classes(tuple(sorted(names)), frozenset(clean))

    def weight(self, name: str) -> float:
        """How often a class is drawn, relative to a clean one."""
        if name == OTHER:
            return _OTHER_WEIGHT
        return _CLEAN_WEIGHT if name in self.clean else _THIN_WEIGHT


def fine_label(label: str) -> str:
    """The class that a backbone learns for a manifest's label."""
    return OTHER if label.startswith("other:") else label


def draw_batches(
    views: Views, classes: Classes, batch: int, steps: int, seed: int
) -> Iterator[tuple[numpy.ndarray, numpy.ndarray]]:
    """Rows and class indices of each step: class by weight, medium uniformly, view uniformly."""
    random = default_rng(seed)
    rows_of: dict[str, dict[str, list[int]]] = {name: {} for name in classes.names}
    for index, row in enumerate(views.rows):
        rows_of[fine_label(row.label)].setdefault(row.medium, []).append(index)
    media = {name: list(rows.values()) for name, rows in rows_of.items()}
    weights = numpy.array([classes.weight(name) for name in classes.names])
    for _ in range(steps):
        targets = random.choice(len(classes.names), size=batch, p=weights / weights.sum())
        rows = []
        for target in targets:
            candidates = media[classes.names[target]]
            rows.append(int(random.choice(candidates[int(random.integers(len(candidates)))])))
        yield numpy.array(rows), targets


def rate_at(step: int, run: BackboneRun) -> float:
    """Share of the learning rate at a step: a short rise, then half a cosine."""
    rise = max(1, run.steps // 20)
    if step < rise:
        return (step + 1) / rise
    return 0.5 + 0.5 * math.cos(math.pi * (step - rise) / max(1, run.steps - rise))


class Tuned(Protocol):
    """An encoder as `fine_tune` sees it: embeddings of views, and their reduction."""

    encoder: nn.Module

    def embedding(self, views: Tensor) -> Tensor:
        """uint8 pictures or int16 seconds to a map or a vector of the trunk."""

    def summary(self, embedding: Tensor) -> Tensor:
        """The embedding as one vector: float32 [batch, channels]."""

    def reduced(self, embedding: Tensor) -> Tensor:
        """What the localizer will see of it, as one vector: float32 [batch, width]."""


@dataclass(frozen=True)
class TunedVisual:
    """The picture encoder; its vectors are means over the map."""

    encoder: VisualEncoder

    def embedding(self, views: Tensor) -> Tensor:
        """See the protocol."""
        return self.encoder.embedding(views)

    def summary(self, embedding: Tensor) -> Tensor:
        """See the protocol."""
        return embedding.mean(dim=(2, 3))

    def reduced(self, embedding: Tensor) -> Tensor:
        """See the protocol."""
        return self.encoder.reduce(embedding).mean(dim=(2, 3))


@dataclass(frozen=True)
class TunedAudio:
    """The sound encoder."""

    encoder: AudioEncoder

    def embedding(self, views: Tensor) -> Tensor:
        """See the protocol."""
        return self.encoder.embedding(views.float() / 32768)

    def summary(self, embedding: Tensor) -> Tensor:
        """See the protocol."""
        return embedding

    def reduced(self, embedding: Tensor) -> Tensor:
        """See the protocol."""
        return torch.relu(self.encoder.reduce(embedding))


def fine_tune(
    tuned: Tuned, width: int, train: Views, val: Views, run: BackboneRun, seed: int
) -> float:
    """Train every layer of the encoder; returns the accuracy on val over the clean classes.

    width: of `tuned.reduced`; the encoder is trained on the device where it is
    """
    torch.manual_seed(seed)
    encoder = tuned.encoder
    device = device_of(encoder)
    classes = Classes.of(train)
    classifier = nn.Sequential(nn.Dropout(_DROPOUT), nn.Linear(width, len(classes.names)))
    classifier.to(device)
    start = copy.deepcopy(tuned)
    average = copy.deepcopy(nn.ModuleList([encoder, classifier]))
    reduction = list(encoder.reduce.parameters())
    fresh = {id(parameter) for parameter in reduction}
    trunk = [parameter for parameter in encoder.parameters() if id(parameter) not in fresh]
    optimizer = torch.optim.Adam(
        [
            {"params": trunk, "lr": run.learning_rate},
            {"params": reduction + list(classifier.parameters()), "lr": run.new_learning_rate},
        ]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step, run))
    random = default_rng([seed, 5])
    mean_loss = 0.0
    batches = draw_batches(train, classes, run.batch, run.steps, seed)
    for step, (rows, targets) in enumerate(batches):
        values = augmented(torch.from_numpy(train.values[rows]), random).to(device)
        embedding = tuned.embedding(values)
        loss = F.cross_entropy(
            classifier(tuned.reduced(embedding)),
            torch.from_numpy(targets).to(device),
            label_smoothing=run.label_smoothing,
        )
        if run.keep_weight > 0:
            loss = loss + run.keep_weight * drift(tuned, start, embedding, values)
        if not torch.isfinite(loss):
            media = ", ".join(train.rows[row].medium for row in rows)
            raise ArithmeticError(f"loss is {loss.item()} at step {step}; batch: {media}")
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trunk, 5.0)
        optimizer.step()
        schedule.step()
        follow(average, nn.ModuleList([encoder, classifier]), min(run.average, step / (step + 10)))
        mean_loss += loss.item() / _REPORT_EVERY
        if (step + 1) % _REPORT_EVERY == 0:
            print(f"  step {step + 1}/{run.steps} loss {mean_loss:.3f}", flush=True)
            mean_loss = 0.0
    encoder.load_state_dict(average[0].state_dict())
    classifier.load_state_dict(average[1].state_dict())
    if run.start_share > 0:
        blend(trunk, start.encoder, encoder, run.start_share)
        settle(tuned, classifier, train, classes, run, seed)
    accuracy = clean_accuracy(tuned, classifier.eval(), classes, val)
    print(f"  val accuracy over the clean classes {accuracy:.3f}", flush=True)
    return accuracy


@torch.no_grad()
def blend(trunk: list[nn.Parameter], start: nn.Module, encoder: nn.Module, share: float) -> None:
    """Move the trunk back towards the start weights by a share of the way, in place."""
    before = dict(start.named_parameters())
    moved = {id(values) for values in trunk}
    for name, values in encoder.named_parameters():
        if id(values) in moved:
            values.mul_(1 - share).add_(before[name], alpha=share)


def settle(
    tuned: Tuned, classifier: nn.Module, train: Views, classes: Classes, run: BackboneRun, seed: int
) -> None:
    """Train the reduction and the classifier on embeddings of a trunk that stays as it is."""
    device = device_of(tuned.encoder)
    parameters = [*tuned.encoder.reduce.parameters(), *classifier.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=run.new_learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, run.settle_steps)
    random = default_rng([seed, 6])
    for rows, targets in draw_batches(train, classes, run.batch, run.settle_steps, seed + 1):
        values = augmented(torch.from_numpy(train.values[rows]), random).to(device)
        with torch.no_grad():
            embedding = tuned.embedding(values)
        loss = F.cross_entropy(
            classifier(tuned.reduced(embedding)),
            torch.from_numpy(targets).to(device),
            label_smoothing=run.label_smoothing,
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    print(f"  settled after {run.settle_steps} steps, loss {loss.item():.3f}", flush=True)


def drift(tuned: Tuned, start: Tuned, embedding: Tensor, values: Tensor) -> Tensor:
    """Mean cosine distance of the embeddings from those of the start weights."""
    with torch.no_grad():
        before = start.summary(start.embedding(values))
    return (1 - F.cosine_similarity(tuned.summary(embedding), before, dim=1)).mean()


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, share: float) -> None:
    """Move the averaged weights towards the network's, keeping `share` of what they were."""
    pairs = zip(average.parameters(), network.parameters(), strict=True)
    for kept, now in pairs:
        kept.mul_(share).add_(now, alpha=1 - share)


def augmented(values: Tensor, random: Generator) -> Tensor:
    """Views changed again at every draw; uint8 pictures [n, 224, 224, 3], int16 seconds [n, 16000].

    Half of the pictures are mirrored. Half of the seconds are played faster or slower by up to an
    eighth, and a third have another second of the batch mixed under them.
    """
    if values.dim() == 4:
        mirror = torch.from_numpy(random.random(len(values)) < 0.5)
        return torch.where(mirror[:, None, None, None], values.flip(2), values)
    seconds = values.float()
    for row in range(len(seconds)):
        if random.random() < 0.5:
            seconds[row] = at_speed(seconds[row], float(random.uniform(0.88, 1.13)))
    under = seconds[torch.from_numpy(random.permutation(len(seconds)))]
    level = torch.from_numpy(10 ** random.uniform(-1.5, -0.4, len(seconds))).float()
    level = level * seconds.square().mean(1).sqrt() / under.square().mean(1).sqrt().clamp_min(1)
    mixes = torch.from_numpy(random.random(len(seconds)) < 1 / 3)
    seconds = torch.where(mixes[:, None], seconds + level[:, None] * under, seconds)
    return seconds.clamp(-32768, 32767)


def at_speed(second: Tensor, factor: float) -> Tensor:
    """A second played `factor` times as fast, its end repeated or cut: float32 [samples]."""
    samples = len(second)
    played = F.interpolate(
        second[None, None], size=round(samples / factor), mode="linear", align_corners=False
    )[0, 0]
    return torch.cat([played, played])[:samples]


def clean_accuracy(tuned: Tuned, classifier: nn.Module, classes: Classes, views: Views) -> float:
    """Share of the views of clean classes that get their class, thin classes and other left out."""
    rows = [index for index, row in enumerate(views.rows) if row.target in classes.clean]
    names = sorted(classes.clean)
    columns = torch.tensor([classes.names.index(name) for name in names])
    right, device = 0, device_of(classifier)
    with torch.no_grad():
        for start in range(0, len(rows), _MEASURE_BATCH):
            part = rows[start : start + _MEASURE_BATCH]
            embedding = tuned.embedding(torch.from_numpy(views.values[part]).to(device))
            logits = classifier(tuned.reduced(embedding)).cpu()[:, columns]
            expected = torch.tensor([names.index(views.rows[row].target) for row in part])
            right += int((logits.argmax(1) == expected).sum())
    return right / max(1, len(rows))


def train_visual(
    sizes: EncoderSizes,
    start: Path,
    train: Views,
    val: Views,
    run: BackboneRun,
    seed: int,
    device: torch.device = CPU,
) -> tuple[VisualEncoder, float]:
    """MobileNetV2 from the teacher's weights, fine-tuned; returns it with its accuracy on val."""
    torch.manual_seed(seed)
    encoder = VisualEncoder(sizes)
    teachers.start_visual(encoder, start)
    encoder.to(device, memory_format=torch.channels_last)
    accuracy = fine_tune(TunedVisual(encoder), sizes.visual, train, val, run, seed)
    return encoder.cpu(), accuracy


def train_audio(
    sizes: EncoderSizes,
    start: Path,
    train: Views,
    val: Views,
    run: BackboneRun,
    seed: int,
    device: torch.device = CPU,
) -> tuple[AudioEncoder, float]:
    """YAMNet and mn04 from the teachers' weights, fine-tuned together; with the accuracy on val."""
    torch.manual_seed(seed)
    encoder = AudioEncoder(sizes)
    teachers.start_audio(encoder, start)
    encoder.to(device, memory_format=torch.channels_last)
    accuracy = fine_tune(TunedAudio(encoder), sizes.audio, train, val, run, seed)
    return encoder.cpu(), accuracy


def save_encoder(encoder: nn.Module, path: Path, facts: dict[str, object]) -> None:
    """Checkpoint of one encoder with the run that made it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": encoder.state_dict(), "facts": facts}, path)


def load_encoder(encoder: nn.Module, path: Path) -> nn.Module:
    """Fill an encoder from its checkpoint, ready to encode."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train backbones' first")
    encoder.load_state_dict(torch.load(path, map_location="cpu")["state"])
    encoder.to(memory_format=torch.channels_last)
    return encoder.eval()
