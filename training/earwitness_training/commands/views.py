"""`./train views`"""

from __future__ import annotations

import argparse

from earwitness_training.data import views
from earwitness_training.fitting.workshop import Workshop, add_flags

ABOUT = "Render augmented views of photos and recordings."


def flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a run."""
    add_flags(parser)


def run(given: argparse.Namespace) -> int:
    """Render what is not there yet."""
    shop = Workshop.of(given)
    views.render_all(shop.media, shop.views, shop.run.views, shop.run.seed)
    return 0
