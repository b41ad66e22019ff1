"""`./train backbones`"""

from __future__ import annotations

import argparse

from earwitness_training.backbones import tuning
from earwitness_training.data import views
from earwitness_training.devices import add_flag, named_device
from earwitness_training.fitting.workshop import Workshop, add_flags
from earwitness_training.settings import as_plain

ABOUT = "Fine-tune the picture and the sound encoder in every layer, each that is not there yet."


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, and which encoder."""
    add_flags(parser)
    add_flag(parser)
    parser.add_argument("--only", choices=("visual", "audio"), help="only this encoder")


def run(given: argparse.Namespace) -> int:
    """Train and keep both encoders."""
    shop = Workshop.of(given, named_device(given.device))
    settings = shop.run
    for name, kind, train, backbone_run in (
        ("visual", "pictures", tuning.train_visual, settings.visual),
        ("audio", "seconds", tuning.train_audio, settings.audio),
    ):
        path = shop.encoder_file(name)
        if given.only not in (None, name):
            continue
        if path.is_file():
            print(f"backbones: {path} is there, kept")
            continue
        print(f"backbones: {name}", flush=True)
        data = [views.load(shop.views / f"{split}-{kind}") for split in ("train", "val")]
        encoder, accuracy = train(
            settings.encoder, shop.teachers, *data, backbone_run, settings.seed, shop.device
        )
        facts = {"run": as_plain(settings), "val_accuracy": accuracy}
        tuning.save_encoder(encoder, path, facts)
    return 0
