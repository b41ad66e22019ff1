"""Networks that `./train fit` and `./train synchronize` keep, as something to import."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from earwitness_training.networks.avdln import PairEmbedding
from earwitness_training.networks.catalogue import build
from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.network import filled
from earwitness_training.official.recognition import Kind
from earwitness_training.weights import embedding_file
from earwitness_training.weights.pickled import load_pickled

_PARTS = {"architecture", "sizes", "state", "facts"}  # as localizer_file and embedding_file write


@dataclass(frozen=True)
class Own:
    """A network of ours from a file, in evaluation mode."""

    kind: Kind
    network: Localizer | PairEmbedding
    facts: Mapping[str, Any]

    @property
    def labels(self) -> tuple[str, ...] | None:
        """Names of the outputs, where the training kept them."""
        held = self.facts.get("labels")
        return tuple(map(str, held)) if held else None

    @property
    def provenance(self) -> dict[str, Any]:
        """For `pack.yaml`."""
        told: dict[str, Any] = {
            "trained_on": "AVE" if self.facts.get("data") == "ave" else "mini-ave",
            "mode": str(self.facts.get("mode") or self.facts.get("form") or "clip"),
            "source": "own",
        }
        seed = self.facts.get("seed", self.facts.get("plan", {}).get("seed"))
        if seed is not None:
            told["seed"] = int(seed)
        on_val = self.facts.get("val_accuracy", self.facts.get("accuracy"))
        if on_val is not None:
            told["accuracy_on_val"] = round(float(on_val), 4)
        if "test_accuracy" in self.facts:
            told["accuracy_clip"] = round(float(self.facts["test_accuracy"]), 4)
        return told

    def story(self) -> str:
        """Sentences for the card: where it was trained, and how well it does."""
        if isinstance(self.network, PairEmbedding):
            return self._story_of_pairs()
        told = self.provenance
        text = f"Trained with `./train` on {told['trained_on']} in {told['mode']} form."
        if "accuracy_clip" in told:
            accuracy = told["accuracy_clip"]
            text += f" Segment accuracy on the test split, over whole clips: {accuracy:.1%}."
        return text

    def _story_of_pairs(self) -> str:
        found = self.facts.get("test", {})
        text = "Trained with `./train synchronize` on AVE, splits `*_order_match.h5`."
        if not found:
            return text
        return (
            f"{text}\nExact seconds on the test split: A2V {found['a2v']:.1%}, "
            f"V2A {found['v2a']:.1%} of {found['clips']} clips."
        )


def read_own(path: Path, look_ahead: int | None = None) -> Own | None:
    """The network of a file that this program wrote, else None; nothing in it is run.

    look_ahead: another one than the network was trained with
    """
    if not path.is_file() or not zipfile.is_zipfile(path):
        return None
    held = _content(path)
    if not isinstance(held, Mapping) or set(held) != _PARTS:
        return None
    name, facts = str(held["architecture"]), held["facts"]
    try:
        if name in embedding_file.METHODS:
            return Own(Kind(name), embedding_file.of_content(held).network, facts)
        sizes = dict(held["sizes"])
        if look_ahead is not None:
            sizes["look_ahead"] = look_ahead
        state: Mapping[str, Tensor] = held["state"]
        network = filled(build(name, sizes), state)
    except (TypeError, RuntimeError) as error:
        raise ValueError(f"{path}: its network cannot be built: {error}") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return Own(Kind(name, network.sizes.supervision), network, facts)


def _content(path: Path) -> Any:
    """All of a PyTorch file; None for an archive of another kind."""
    with zipfile.ZipFile(path) as archive:
        if not any(name.endswith("/data.pkl") for name in archive.namelist()):
            return None
    return load_pickled(path)
