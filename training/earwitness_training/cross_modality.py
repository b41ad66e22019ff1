"""Training and test of cross-modality localization: AVDLN and its baseline DCCA.

Tian et al. (ECCV 2018), sections 5 and 6. AVDLN follows the authors' code: Adam, twenty epochs, the
last one counts. Of DCCA the paper says nothing but its accuracy; the schedule is ours. Both learn
from single seconds, so a clip may have any number of segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earwitness_training.networks.avdln import Avdln, AvdlnSizes, PairEmbedding
from earwitness_training.networks.dcca import Dcca
from earwitness_training.networks.synchronization import Retrieval, exact_matches


@dataclass(frozen=True)
class PairedClips:
    """Clips with what is seen and heard in each of their seconds."""

    visual: Tensor  # float32 [clips, segments, width], means of the 49 regions
    audio: Tensor  # float32 [clips, segments, width]
    labels: Tensor  # int64 [clips, segments]
    background: int

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


def train_avdln(clips: PairedClips, sizes: AvdlnSizes, schedule: Schedule) -> Avdln:
    """A network trained on the clips, on their device."""
    torch.manual_seed(schedule.seed)
    network = Avdln(sizes).to(clips.visual.device)
    chance = torch.Generator().manual_seed(schedule.seed)
    together = clips.synchronized()

    def loss(these: Tensor) -> Tensor:
        return network.loss(clips.visual[these], clips.audio[these], together[these], chance)

    _train(network, len(clips.labels), schedule, chance, loss)
    return network.eval()


def train_dcca(
    clips: PairedClips, sizes: AvdlnSizes, components: int, schedule: Schedule = DCCA_SCHEDULE
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

    _train(network, len(visual), schedule, chance, loss)
    network.fit_projection(visual, audio)
    return network.eval()


@torch.no_grad()
def retrieve(network: PairEmbedding, clips: PairedClips) -> Retrieval:
    """Shares of clips whose event is found exactly, in both directions (table 3)."""
    apart = network.compare(clips.visual, clips.audio)[2]
    return exact_matches(apart.cpu(), clips.labels.cpu(), clips.background)


def _train(
    network: nn.Module,
    count: int,
    schedule: Schedule,
    chance: torch.Generator,
    loss_of: Callable[[Tensor], Tensor],
) -> None:
    optimizer = torch.optim.Adam(network.parameters(), schedule.learning_rate)
    for epoch in range(schedule.epochs):
        for these in _batches(count, schedule.batch, chance):
            loss = loss_of(these)
            if not torch.isfinite(loss):
                raise ValueError(
                    f"the loss is {float(loss)} in epoch {epoch + 1}, batch of {_some(these)}: "
                    "look for values that are not finite there, or lower the learning rate"
                )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def _batches(count: int, size: int, chance: torch.Generator) -> Iterator[Tensor]:
    """Shuffled; a last batch too small for correlations goes into the one before."""
    order = torch.randperm(count, generator=chance)
    parts = list(order.split(size))
    if len(parts) > 1 and len(parts[-1]) < size / 2:
        parts[-2:] = [torch.cat(parts[-2:])]
    yield from parts


def _some(these: Sequence[int] | Tensor) -> str:
    first = [int(index) for index in these[:10]]
    return ", ".join(map(str, first)) + (", .." if len(these) > len(first) else "")
