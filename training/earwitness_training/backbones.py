"""Fine-tuning of the two encoders in every layer, each as a classifier of single segments.

The classifier names all classes of the manifest, the thin ones included, and one `other`; it is
thrown away afterwards. What stays is the encoder: the localizer learns on its features.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from numpy.random import default_rng
from torch import Tensor, nn

from earwitness_training import teachers
from earwitness_training.data.manifest import OTHER
from earwitness_training.data.views import Views
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder
from earwitness_training.settings import BackboneRun

_CLEAN_WEIGHT, _THIN_WEIGHT, _OTHER_WEIGHT = 1.0, 0.3, 5.0
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


def fine_tune(
    encode: Callable[[Tensor], Tensor],
    encoder: nn.Module,
    width: int,
    train: Views,
    val: Views,
    run: BackboneRun,
    seed: int,
) -> float:
    """Train every layer of `encoder`; returns the accuracy on val over the clean classes.

    encode: a batch of views (uint8 pictures or int16 seconds) to float32 [batch, width]
    """
    torch.manual_seed(seed)
    classes = Classes.of(train)
    classifier = nn.Linear(width, len(classes.names))
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
    mean_loss = 0.0
    batches = draw_batches(train, classes, run.batch, run.steps, seed)
    for step, (rows, targets) in enumerate(batches):
        values = flipped(torch.from_numpy(train.values[rows]), rows)
        logits = classifier(encode(values))
        loss = F.cross_entropy(
            logits, torch.from_numpy(targets), label_smoothing=run.label_smoothing
        )
        if not torch.isfinite(loss):
            media = ", ".join(train.rows[row].medium for row in rows)
            raise ArithmeticError(f"loss is {loss.item()} at step {step}; batch: {media}")
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trunk, 5.0)
        optimizer.step()
        schedule.step()
        mean_loss += loss.item() / _REPORT_EVERY
        if (step + 1) % _REPORT_EVERY == 0:
            print(f"  step {step + 1}/{run.steps} loss {mean_loss:.3f}", flush=True)
            mean_loss = 0.0
    accuracy = clean_accuracy(encode, classifier, classes, val)
    print(f"  val accuracy over the clean classes {accuracy:.3f}", flush=True)
    return accuracy


def flipped(values: Tensor, rows: numpy.ndarray) -> Tensor:
    """Every second picture mirrored; seconds of sound [batch, samples] stay as they are."""
    if values.dim() == 2:
        return values
    mirror = torch.from_numpy(rows % 2 == numpy.arange(len(rows)) % 2)
    return torch.where(mirror[:, None, None, None], values.flip(2), values)


def clean_accuracy(
    encode: Callable[[Tensor], Tensor], classifier: nn.Module, classes: Classes, views: Views
) -> float:
    """Share of the views of clean classes that get their class, thin classes and other left out."""
    rows = [index for index, row in enumerate(views.rows) if row.target in classes.clean]
    names = sorted(classes.clean)
    columns = torch.tensor([classes.names.index(name) for name in names])
    right = 0
    with torch.no_grad():
        for start in range(0, len(rows), _MEASURE_BATCH):
            part = rows[start : start + _MEASURE_BATCH]
            logits = classifier(encode(torch.from_numpy(views.values[part])))[:, columns]
            expected = torch.tensor([names.index(views.rows[row].target) for row in part])
            right += int((logits.argmax(1) == expected).sum())
    return right / max(1, len(rows))


def train_visual(
    sizes: EncoderSizes, start: Path, train: Views, val: Views, run: BackboneRun, seed: int
) -> tuple[VisualEncoder, float]:
    """MobileNetV2 from the teacher's weights, fine-tuned; returns it with its accuracy on val."""
    torch.manual_seed(seed)
    encoder = VisualEncoder(sizes)
    teachers.start_visual(encoder, start)
    encoder.to(memory_format=torch.channels_last)

    def encode(pictures: Tensor) -> Tensor:
        return encoder(pictures[:, None]).mean(dim=(1, 2))

    accuracy = fine_tune(encode, encoder, sizes.visual, train, val, run, seed)
    return encoder, accuracy


def train_audio(
    sizes: EncoderSizes, start: Path, train: Views, val: Views, run: BackboneRun, seed: int
) -> tuple[AudioEncoder, float]:
    """YAMNet and mn04 from the teachers' weights, fine-tuned together; with the accuracy on val."""
    torch.manual_seed(seed)
    encoder = AudioEncoder(sizes)
    teachers.start_audio(encoder, start)
    encoder.to(memory_format=torch.channels_last)

    def encode(seconds: Tensor) -> Tensor:
        return encoder(seconds.float() / 32768)

    accuracy = fine_tune(encode, encoder, sizes.audio, train, val, run, seed)
    return encoder, accuracy


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
