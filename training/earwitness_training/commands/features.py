"""`./train features`"""

from __future__ import annotations

import argparse

from earwitness_training.backbones.frozen import frozen_encoders
from earwitness_training.data import features
from earwitness_training.devices import add_flag, named_device
from earwitness_training.fitting.workshop import Workshop, add_flags

ABOUT = "Encode all views once, with our own encoders or with the frozen teachers."


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run, and whose features."""
    add_flags(parser)
    add_flag(parser)
    parser.add_argument(
        "--frozen",
        action="store_true",
        help="features of the unchanged teachers, the yardstick of the table; they never ship",
    )


def run(given: argparse.Namespace) -> int:
    """Encode the views of all splits."""
    shop = Workshop.of(given, named_device(given.device))
    if given.frozen:
        width = shop.run.encoder.visual
        visual, audio = frozen_encoders(shop.views, shop.teachers, width, shop.device)
        features.extract(shop.views, shop.features("frozen"), visual, audio, shop.device)
    else:
        visual, audio = (encoder.to(shop.device) for encoder in shop.encoders())
        features.extract(shop.views, shop.features(), visual, audio, shop.device)
    return 0
