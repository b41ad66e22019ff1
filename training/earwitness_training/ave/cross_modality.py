"""Training and test of cross-modality localization: AVDLN and its baseline DCCA.

Tian et al. (ECCV 2018), sections 5 and 6. AVDLN follows the authors' code: Adam, twenty epochs, the
last one counts. Of DCCA the paper says nothing but its accuracy; the schedule is ours. Both learn
from single seconds, so a clip may have any number of segments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from earwitness_training.ave.annotations import BACKGROUND
from earwitness_training.ave.data_set import Ave, Split
from earwitness_training.networks.avdln import Avdln, AvdlnSizes, PairEmbedding
from earwitness_training.networks.dcca import Dcca
from earwitness_training.networks.synchronization import Retrieval, exact_matches
from earwitness_training.progress import ProgressBar

_READ_AT_ONCE = 8  # clips; the maps of one take up to 4 MB
#: Told the number of epochs that are done, and the mean loss of the last one.
Listener = Callable[[int, float], None]


def _silent(epochs: int, loss: float) -> None:
    pass


@dataclass(frozen=True)
class PairedClips:
    """Clips with what is seen and heard in each of their seconds."""

    visual: Tensor  # float32 [clips, segments, width], means of the 49 regions
    audio: Tensor  # float32 [clips, segments, width]
    labels: Tensor  # int64 [clips, segments]
    background: int
    names: tuple[str, ...] = field(default=())  # of the clips, for messages; else their rows

    def __post_init__(self) -> None:
        shapes = [tuple(part.shape[:2]) for part in (self.visual, self.audio, self.labels)]
        if len(set(shapes)) > 1 or self.visual.dim() != 3 or self.audio.dim() != 3:
            raise ValueError(
                "visual [clips, segments, width], audio [clips, segments, width] and labels [clips,"
                f" segments] do not fit: {shapes}"
            )

    def synchronized(self) -> Tensor:
        """1 where sound and picture belong together: float32 [clips, segments]."""
        return (self.labels != self.background).float()

    def events(self) -> tuple[Tensor, Tensor]:
        """The seconds with an event, of both tracks: float32 [pairs, width]."""
        these = self.labels != self.background
        return self.visual[these], self.audio[these]

    def event_clips(self) -> Tensor:
        """The clip of each pair of `events`: int64 [pairs]."""
        return torch.nonzero(self.labels != self.background)[:, 0]

    def name(self, clip: int) -> str:
        """A clip for messages."""
        return self.names[clip] if self.names else str(clip)

    def to(self, device: torch.device) -> PairedClips:
        """The same clips on a device."""
        tracks = (self.visual.to(device), self.audio.to(device), self.labels.to(device))
        return PairedClips(*tracks, self.background, self.names)


def paired_clips(ave: Ave, split: Split) -> PairedClips:
    """The clips of a split; maps are read a few at a time and only their means are kept."""
    rows = ave.splits[split]
    visual, audio, names = [], [], []
    with ProgressBar(f"reading {split}", -(-len(rows) // _READ_AT_ONCE)) as bar:
        for batch in ave.batches(rows, _READ_AT_ONCE):
            visual.append(batch.visual.mean(dim=(2, 3)))
            audio.append(batch.audio)
            names += batch.clips
            bar.advance()
    if not names:
        raise ValueError(f"{ave.folder}: no clip of {split} has features")
    labels = torch.from_numpy(ave.labels[rows])
    return PairedClips(torch.cat(visual), torch.cat(audio), labels, BACKGROUND, tuple(names))


@dataclass(frozen=True)
class Schedule:
    """How long to train; a batch holds clips for AVDLN, pairs for DCCA."""

    epochs: int = 20
    batch: int = 8
    learning_rate: float = 1e-3
    seed: int = 1

    def __post_init__(self) -> None:
        for name in ("epochs", "batch", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}")


DCCA_SCHEDULE = Schedule(batch=512)


def train_avdln(
    clips: PairedClips, sizes: AvdlnSizes, schedule: Schedule, listener: Listener = _silent
) -> Avdln:
    """A network trained on the clips, on their device."""
    torch.manual_seed(schedule.seed)
    network = Avdln(sizes).to(clips.visual.device)
    chance = torch.Generator().manual_seed(schedule.seed)
    together = clips.synchronized()

    def loss(these: Tensor) -> Tensor:
        return network.loss(clips.visual[these], clips.audio[these], together[these], chance)

    task = _Task(len(clips.labels), loss, clips.name)
    _train(network, task, schedule, chance, listener)
    return network.eval()


def train_dcca(
    clips: PairedClips,
    sizes: AvdlnSizes,
    components: int,
    schedule: Schedule = DCCA_SCHEDULE,
    listener: Listener = _silent,
) -> Dcca:
    """A network trained on the events of the clips, its projection fitted to all of them."""
    torch.manual_seed(schedule.seed)
    network = Dcca(sizes, components).to(clips.visual.device)
    chance = torch.Generator().manual_seed(schedule.seed)
    visual, audio = clips.events()
    if len(visual) < max(2, components):
        raise ValueError(
            f"{len(visual)} seconds with an event are too few for {components} components"
        )

    def loss(these: Tensor) -> Tensor:
        return network.loss(visual[these], audio[these])

    clip_of = clips.event_clips()
    task = _Task(len(visual), loss, lambda pair: clips.name(int(clip_of[pair])))
    _train(network, task, schedule, chance, listener)
    network.fit_projection(visual, audio)
    return network.eval()


@torch.no_grad()
def retrieve(network: PairEmbedding, clips: PairedClips) -> Retrieval:
    """Shares of clips whose event is found exactly, in both directions (table 3)."""
    apart = network.compare(clips.visual, clips.audio)[2]
    return exact_matches(apart.cpu(), clips.labels.cpu(), clips.background)


@dataclass(frozen=True)
class _Task:
    """What is learnt from."""

    count: int  # clips or pairs
    loss: Callable[[Tensor], Tensor]  # of some of them
    name: Callable[[int], str]  # of one, for messages


def _train(
    network: nn.Module,
    task: _Task,
    schedule: Schedule,
    chance: torch.Generator,
    listener: Listener,
) -> None:
    optimizer = torch.optim.Adam(network.parameters(), schedule.learning_rate)
    for epoch in range(schedule.epochs):
        total = 0.0
        for these in _batches(task.count, schedule.batch, chance):
            loss = task.loss(these)
            value = float(loss.detach())
            if not math.isfinite(value):
                raise ValueError(
                    f"the loss is {value} in epoch {epoch + 1}, batch of {_some(these, task)}: "
                    "look for values that are not finite there, or lower the learning rate"
                )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += value * len(these)
        listener(epoch + 1, total / task.count)


def _batches(count: int, size: int, chance: torch.Generator) -> Iterator[Tensor]:
    """Shuffled; a last batch too small for correlations goes into the one before."""
    order = torch.randperm(count, generator=chance)
    parts = list(order.split(size))
    if len(parts) > 1 and len(parts[-1]) < size / 2:
        parts[-2:] = [torch.cat(parts[-2:])]
    yield from parts


def _some(these: Tensor, task: _Task) -> str:
    first = [task.name(int(index)) for index in these[:10]]
    return ", ".join(first) + (", .." if len(these) > len(first) else "")
