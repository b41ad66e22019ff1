"""What all localizers share: the two halves of a pack, the papers' clip form, the window form.

A localizer is two halves. `attend` looks at single segments and says what the window keeps of each
picture; it ends up in `encode.onnx`. `scores` reads a sequence of kept segments; it ends up in
`localize.onnx`. The clip form reads all segments of a clip and answers for each. The window form
reads the W segments that end L after its target and answers for the target alone. Missing tracks
are masked by the rules M0 to M7 (docs/networks.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.track_head import background_where_missing

GRID = 7  # rows and columns of the map
REGIONS = GRID * GRID  # places of the map, row by row

Supervision = Literal["full", "weak"]


@dataclass(frozen=True)
class LocalizerSizes:
    """Widths of the inputs and outputs, and the window; the defaults are the papers'."""

    visual: int = 512
    audio: int = 128
    outputs: int = 29
    window: int = 10
    look_ahead: int = 0
    supervision: Supervision = "full"  # a label a segment, or one a clip
    track_heads: bool = False  # whether the heads `heard` and `seen` exist

    def __post_init__(self) -> None:
        for name in ("visual", "audio", "window"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.outputs < 2:
            raise ValueError(f"outputs must be a class and background at least, not {self.outputs}")
        if self.supervision not in ("full", "weak"):
            raise ValueError(f"supervision must be full or weak, not {self.supervision!r}")
        if not 0 <= self.look_ahead < self.window:
            raise ValueError(
                f"look_ahead must be 0 .. window - 1 = {self.window - 1}, not {self.look_ahead}"
            )

    @property
    def target(self) -> int:
        """Position of the target segment inside the window (`p`)."""
        return self.window - 1 - self.look_ahead


@dataclass(frozen=True)
class Scores:
    """What a localizer says before rule M7; float32, one row a segment that was asked for.

    Of `clip` and of `scores` without a target there are as many rows as segments; with a target
    there is one.
    """

    event: Tensor  # [batch, rows, classes + 1], logits: their softmax is P
    heard: Tensor | None = None  # [batch, rows, classes + 1], logits, where there are track heads
    seen: Tensor | None = None  # likewise
    attention: Tensor | None = None  # [batch, rows, 7, 7], where it needs neighbouring segments
    more: Mapping[str, Tensor] = field(default_factory=dict)  # what the loss of a network reads


@dataclass(frozen=True)
class Localization:
    """What a localizer says of one target a row, after rule M7; all float32."""

    probabilities: Tensor  # [batch, classes + 1], background last
    relevance: Tensor  # [batch]
    heard: Tensor | None = None  # [batch, classes + 1]
    seen: Tensor | None = None  # [batch, classes + 1]
    attention: Tensor | None = None  # [batch, 7, 7], where `attend` does not give it


@dataclass(frozen=True)
class Kept:
    """What a window keeps of segments: any number of clips, any number of segments."""

    visual: Tensor  # float32 [batch, segments, *stored]
    attention: Tensor | None  # float32 [batch, segments, 7, 7]; None where it needs neighbours


@dataclass(frozen=True)
class Calibration:
    """What makes the probabilities of a trained network mean what they say; chosen on val."""

    temperature: float = 1.0  # what the logits are divided by
    background: float = 0.0  # what is added to the logit of background before

    def __post_init__(self) -> None:
        if not self.temperature > 0:
            raise ValueError(f"temperature must be above 0, not {self.temperature}")

    def apply(self, logits: Tensor) -> Tensor:
        """Calibrated probabilities: float32 [.., classes + 1], background last."""
        moved = torch.cat([logits[..., :-1], logits[..., -1:] + self.background], dim=-1)
        return torch.softmax(moved / self.temperature, dim=-1)


UNCALIBRATED = Calibration()


class Localizer(nn.Module, ABC):
    """Base of all localizers; see the module."""

    #: Name of the kept visual feature in a pack.
    stored = "attended"
    #: Whether `attend` gives the attention map (else `scores` does).
    attends_alone = True

    def __init__(self, sizes: LocalizerSizes) -> None:
        super().__init__()
        self.sizes = sizes

    @property
    @abstractmethod
    def stored_shape(self) -> tuple[int, ...]:
        """Shape of the kept visual feature of one segment."""

    @abstractmethod
    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """What is kept of each segment (rules M0 and M1).

        visual: float32 [batch, segments, 7, 7, visual]; audio: float32 [batch, segments, audio];
        masks: float32 [batch, segments], 1 where the track is there, else 0. Values of masked
        tracks may be anything, NaN too.
        """

    @abstractmethod
    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Read sequences of kept segments (rules M0 to M6).

        kept: float32 [batch, segments, *stored_shape], oldest first; audio: float32 [batch,
        segments, audio]; masks: float32 [batch, segments]; target: the only position that is asked
        for, or None for all. Values of masked tracks may be anything, NaN too.
        """

    @abstractmethod
    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """The loss of the authors' code, for the supervision that the sizes name.

        scores: a row a segment of every clip, as `answers` has them
        """

    @abstractmethod
    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """Probabilities of whole clips, as weak supervision needs them: [batch, classes + 1].

        present: float32 [batch, segments], 0 where a segment is no target
        """

    def clip(self, visual: Tensor, audio: Tensor) -> Scores:
        """The papers' form: all segments of whole clips, both tracks there.

        visual: float32 [batch, segments, 7, 7, visual]; audio: float32 [batch, segments, audio]
        """
        present = torch.ones(audio.shape[:2], device=audio.device)
        kept = self.attend(visual, audio, present, present)
        return self.scores(kept.visual, audio, present, present)

    def window(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        calibration: Calibration = UNCALIBRATED,
    ) -> Localization:
        """The streaming form: one answer a window, for its target (rules M0 to M7).

        Shapes as in `scores` with `window` segments; masks are 0 for what is missing, of another
        epoch, before the start or past the end. A calibrated answer's relevance is what is left of
        background.
        """
        target = self.sizes.target
        scores = self.scores(kept, audio, visual_mask, audio_mask, target)
        has_sound, has_picture = audio_mask[:, target], visual_mask[:, target]
        present = self.present(has_sound, has_picture)
        if calibration == UNCALIBRATED:
            said, relevance = self.probabilities(scores)[:, 0], self.relevance(scores)[:, 0]
        else:
            said = calibration.apply(scores.event[:, 0])
            relevance = 1 - said[:, -1]
        return Localization(
            probabilities=background_where_missing(said, present),
            relevance=relevance * present,
            heard=_track(scores.heard, has_sound),
            seen=_track(scores.seen, has_picture),
            attention=None if scores.attention is None else scores.attention[:, 0],
        )

    def present(self, has_sound: Tensor, has_picture: Tensor) -> Tensor:
        """Where the tracks that this network needs are there (`ok` of rule M7): float32, 0 or 1."""
        return has_sound * has_picture

    def probabilities(self, scores: Scores) -> Tensor:
        """P: float32 [batch, rows, classes + 1], background last."""
        return torch.softmax(scores.event, dim=2)

    def relevance(self, scores: Scores) -> Tensor:
        """R: float32 [batch, rows]."""
        return 1 - self.probabilities(scores)[:, :, -1]


def _track(logits: Tensor | None, present: Tensor) -> Tensor | None:
    if logits is None:
        return None
    return background_where_missing(torch.softmax(logits[:, 0], dim=1), present)


def select(values: Tensor, mask: Tensor) -> Tensor:
    """Zero instead of the values that a mask hides, whatever they are (rule M0).

    values: float32 [*mask.shape, ...]; mask: float32, 0 or 1
    """
    shown = mask.reshape(*mask.shape, *[1] * (values.dim() - mask.dim())) > 0
    return torch.where(shown, values, torch.zeros_like(values))


def rows(values: Tensor, target: int | None) -> Tensor:
    """All rows of [batch, segments, ...], or [batch, 1, ...] of the target alone."""
    return values if target is None else values[:, target : target + 1]
