"""`./train COMMAND`: the whole way to a pack, or one step of it."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

import torch

from earwitness_training import backbones, card, evaluate, export, fit, rendered, teachers, witness
from earwitness_training.data import features, sources, views
from earwitness_training.data.clips import Composer
from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES, read_manifest
from earwitness_training.graphs import EncodeGraph, LocalizeGraph
from earwitness_training.networks.encoders import AudioEncoder, VisualEncoder
from earwitness_training.samples.render import render_all
from earwitness_training.settings import Run, as_plain, read_run

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared"


class Steps:
    """The steps of one run; each reads what the one before it left in the work folder."""

    def __init__(self, run: Run, flags: argparse.Namespace) -> None:
        self._run = run
        self._media = flags.media
        self._teachers = flags.teachers
        self._work = flags.work
        self._out = flags.out
        self._rendered_clips = flags.rendered_clips
        self._files = getattr(flags, "files", [])

    def views(self) -> None:
        """Render views of all photos and recordings."""
        views.render_all(self._media, self._work / "views", self._run.views, self._run.seed)

    def backbones(self) -> None:
        """Fine-tune both encoders that are not there yet."""
        run = self._run
        for name, kind, train, settings in (
            ("visual", "pictures", backbones.train_visual, run.visual),
            ("audio", "seconds", backbones.train_audio, run.audio),
        ):
            path = self._checkpoint(name)
            if path.is_file():
                print(f"backbones: {path} is there, kept")
                continue
            print(f"backbones: {name}", flush=True)
            folder = self._work / "views"
            data = views.load(folder / f"train-{kind}"), views.load(folder / f"val-{kind}")
            encoder, accuracy = train(run.encoder, self._teachers, *data, settings, run.seed)
            facts = {"run": as_plain(run), "val_accuracy": accuracy}
            backbones.save_encoder(encoder, path, facts)

    def features(self) -> None:
        """Encode all views."""
        visual, audio = self._encoders()
        features.extract(self._work / "views", self._work / "features", visual, audio)

    def fit(self) -> None:
        """Train the localizer."""
        train, val = self._composer("train"), self._composer("val")
        localizer = fit.fit(train, val, self._run.avel, self._run.head, self._run.seed)
        fit.save(localizer, self._checkpoint("avel"), {"run": as_plain(self._run)})

    def evaluate(self) -> None:
        """Measure on the test split and keep the figures."""
        encode, localizer = self._graphs()
        rows = read_manifest(self._media)
        measured = None
        if self._rendered_clips > 0:
            measured = rendered.measure(
                self._media, rows, self._rendered_clips, self._run.seed, encode, localizer
            )
        real = evaluate.real_clips(self._media / "videos", CLEAN_CLASSES, encode, localizer)
        report = evaluate.evaluate(localizer, self._composer("test"), measured, real)
        evaluate.save(report, self._work / "report.json")
        print(f"composed: {fit.summary(report.composed)}")
        print(f"late:     {fit.summary(report.late)}")
        if measured is not None:
            print(f"rendered: {fit.summary(measured)}")
        if real is not None:
            print(f"filmed:   {fit.summary(real)}")
        for name, value in report.composed.recall.items():
            print(f"  {name:20} {value:.2f}")

    def export(self) -> None:
        """Write the pack and its card."""
        encode, localizer = self._graphs()
        report = evaluate.load(self._work / "report.json")
        facts = export.PackFacts(
            name=self._run.name,
            version=self._run.version,
            labels=(*CLEAN_CLASSES, BACKGROUND),
            frames=self._run.frames,
            accuracy=report.composed.accuracy,
            event_recall=report.composed.event_recall,
            background_accuracy=report.composed.background_accuracy,
            seed=self._run.seed,
        )
        export.export_pack(self._out, encode, LocalizeGraph(localizer), self._run.encoder, facts)
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        rows = read_manifest(self._media)
        sources.write_sources(rows, _ROOT / "training/data/sources.csv")
        card.write(self._out / "card.md", self._run, rows, report, today)
        print(f"export: pack written to {self._out}")

    def witness(self) -> None:
        """Say what the trained networks make of media files, second by second."""
        encode, localizer = self._graphs()
        for path in self._files:
            print(witness.describe(path, (*CLEAN_CLASSES, BACKGROUND), encode, localizer))

    def starter(self) -> None:
        """All steps in their order."""
        self.views()
        self.backbones()
        self.features()
        self.fit()
        self.evaluate()
        self.export()

    def _checkpoint(self, name: str) -> Path:
        return self._work / "checkpoints" / f"{name}.pt"

    def _composer(self, split: str) -> Composer:
        return Composer(features.read(self._work / "features", split), CLEAN_CLASSES)

    def _encoders(self) -> tuple[VisualEncoder, AudioEncoder]:
        """Both trained encoders with rounded weights; an unchanged teacher's tensor is refused."""
        sizes = self._run.encoder
        visual, audio = VisualEncoder(sizes), AudioEncoder(sizes)
        start_visual, start_audio = VisualEncoder(sizes), AudioEncoder(sizes)
        teachers.start_visual(start_visual, self._teachers)
        teachers.start_audio(start_audio, self._teachers)
        for name, encoder, start in (
            ("visual", visual, start_visual),
            ("audio", audio, start_audio),
        ):
            backbones.load_encoder(encoder, self._checkpoint(name))
            same = teachers.unchanged_tensors(encoder, start)
            if same:
                raise ValueError(f"{name} encoder: still the teacher's and may not ship: {same}")
            export.round_weights(encoder)
        return visual, audio

    def _graphs(self) -> tuple[EncodeGraph, fit.Avel]:
        visual, audio = self._encoders()
        localizer = fit.load(self._run.avel, self._checkpoint("avel"))
        export.round_weights(localizer)
        return EncodeGraph(visual, audio, localizer, self._run.frames).eval(), localizer


_STEPS = ("starter", "views", "backbones", "features", "fit", "evaluate", "export", "witness")


def flags_from(words: list[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="./train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in _STEPS:
        about = (getattr(Steps, name).__doc__ or "").strip()
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument(
            "--run",
            type=Path,
            default=_ROOT / "training/runs/starter.yaml",
            help="settings of the run",
        )
        command.add_argument(
            "--media",
            type=Path,
            default=_SHARED / "media",
            help="folder of photos and recordings with manifest.csv",
        )
        command.add_argument(
            "--teachers", type=Path, default=_SHARED / "teachers", help="folder of start weights"
        )
        command.add_argument(
            "--work",
            type=Path,
            default=_ROOT / "training/work",
            help="folder for views, features and checkpoints",
        )
        command.add_argument(
            "--out", type=Path, default=_ROOT / "models/starter", help="folder of the pack"
        )
        command.add_argument(
            "--rendered-clips",
            type=int,
            default=28,
            help="how many test clips are rendered and read back (0: none)",
        )
        if name == "witness":
            command.add_argument("files", type=Path, nargs="+", help="media files")
    about = "Compose the sample streams."
    samples = commands.add_parser("samples", help=about, description=about)
    samples.add_argument(
        "--ship",
        type=Path,
        default=_SHARED / "media/ship",
        help="folder of media that may be handed on",
    )
    samples.add_argument("--out", type=Path, default=_ROOT / "samples", help="target folder")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Run one command; an error is said in one line, exit 2."""
    flags = flags_from(words)
    try:
        if flags.command == "samples":
            render_all(flags.ship, flags.out)
            return 0
        run = read_run(flags.run)
        torch.set_num_threads(run.threads)
        getattr(Steps(run, flags), flags.command)()
    except (FileNotFoundError, ValueError, ArithmeticError) as error:
        print(f"./train {flags.command}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
