"""Where a run keeps what it makes, and how one step finds what the step before it left."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from earwitness_training.backbones import teachers, tuning
from earwitness_training.data import features
from earwitness_training.data.clips import Composer
from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES
from earwitness_training.devices import CPU
from earwitness_training.fitting.answering import Form
from earwitness_training.graphs import storage
from earwitness_training.networks.encoders import AudioEncoder, VisualEncoder
from earwitness_training.settings import Run, read_run
from earwitness_training.weights import localizer_file
from earwitness_training.weights.localizer_file import TrainedLocalizer

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
LABELS = (*CLEAN_CLASSES, BACKGROUND)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of every step of a run."""
    parser.add_argument(
        "--run",
        type=Path,
        default=ROOT / "training/runs/mini-ave.yaml",
        help="settings of the run",
    )
    parser.add_argument(
        "--media",
        type=Path,
        default=SHARED / "media",
        help="folder of photos and recordings with manifest.csv",
    )
    parser.add_argument(
        "--teachers", type=Path, default=SHARED / "teachers", help="folder of start weights"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / "training/work",
        help="folder for views, features and checkpoints",
    )


@dataclass(frozen=True)
class Trial:
    """One training of one system, as the table has it."""

    system: str
    supervision: str
    form: Form
    seed: int
    backbones: str = "own"  # or frozen

    @property
    def name(self) -> str:
        """Its name in files and logs."""
        parts = (self.system, self.supervision, self.form, f"seed{self.seed}")
        prefix = "" if self.backbones == "own" else f"{self.backbones}-"
        return prefix + "-".join(parts)


class Workshop:
    """The work folder of one run."""

    def __init__(
        self, run: Run, media: Path, start: Path, work: Path, device: torch.device = CPU
    ) -> None:
        self.run = run
        self.media = media
        self.teachers = start
        self.work = work
        self.device = device  # of what is trained and measured; packs are made on the CPU

    @staticmethod
    def of(flags: argparse.Namespace, device: torch.device = CPU) -> Workshop:
        """The workshop that the flags name; threads are set as the run says."""
        run = read_run(flags.run)
        torch.set_num_threads(run.threads)
        return Workshop(run, flags.media, flags.teachers, flags.work, device)

    @property
    def views(self) -> Path:
        """Folder of rendered views."""
        return self.work / "views"

    def features(self, backbones_name: str = "own") -> Path:
        """Folder of cached features of our own backbones or of the frozen teachers."""
        return self.work / ("features" if backbones_name == "own" else "features-frozen")

    def encoder_file(self, name: str) -> Path:
        """Checkpoint of the picture (`visual`) or sound (`audio`) encoder."""
        return self.work / "checkpoints" / f"{name}.pt"

    def trial_file(self, trial: Trial) -> Path:
        """Checkpoint of a trained localizer."""
        return self.work / "checkpoints" / "localizers" / f"{trial.name}.pt"

    def composer(self, split: str, backbones_name: str = "own") -> Composer:
        """Clips composed of the cached features of a split."""
        return Composer(features.read(self.features(backbones_name), split), CLEAN_CLASSES)

    def sizes(self, trial: Trial, composer: Composer) -> dict[str, Any]:
        """All sizes of the network of a trial."""
        system = self.run.system(trial.system)
        weak = trial.supervision == "weak"
        heads = {} if weak or system.sizes.get("track_heads") is False else {"track_heads": True}
        return {
            "visual": int(composer.features.maps.shape[-1]),
            "audio": int(composer.features.vectors.shape[-1]),
            "outputs": len(LABELS),
            "look_ahead": self.run.look_ahead,
            "supervision": trial.supervision,
            **system.sizes,
            **heads,
        }

    def trained(self, trial: Trial) -> TrainedLocalizer:
        """The trained localizer of a trial, its large weights rounded as they ship."""
        trained = localizer_file.load(self.trial_file(trial))
        storage.round_to_bytes(trained.network)
        return trained

    def encoders(self) -> tuple[VisualEncoder, AudioEncoder]:
        """Both trained encoders with rounded weights; an unchanged teacher's tensor is refused."""
        sizes = self.run.encoder
        visual, audio = VisualEncoder(sizes), AudioEncoder(sizes)
        start_visual, start_audio = VisualEncoder(sizes), AudioEncoder(sizes)
        teachers.start_visual(start_visual, self.teachers)
        teachers.start_audio(start_audio, self.teachers)
        for name, encoder, start in (
            ("visual", visual, start_visual),
            ("audio", audio, start_audio),
        ):
            tuning.load_encoder(encoder, self.encoder_file(name))
            same = teachers.unchanged_tensors(encoder, start)
            if same:
                raise ValueError(f"{name} encoder: still the teacher's and may not ship: {same}")
            storage.round_to_bytes(encoder)
        return visual, audio
