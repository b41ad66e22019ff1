"""`./train import`"""

from __future__ import annotations

import argparse
from pathlib import Path

from earwitness_training.backbones.standard import NORMALISATIONS
from earwitness_training.names import nearest
from earwitness_training.networks.catalogue import ARCHITECTURES
from earwitness_training.official.importing import Wanted, import_pack
from earwitness_training.weights.embedding_file import METHODS

ABOUT = "Turn official weights of a paper's authors, or what './train fit' kept, into a model pack."

_FAMILIES = ("cm-coatt", "psp-weak", "cmran-weak")


def flags(parser: argparse.ArgumentParser) -> None:
    """The checkpoint, what it is, and where the pack goes."""
    parser.add_argument(
        "--checkpoint",
        type=Path,
        required=True,
        help="state dict or pickled module (.pt), arrays (.npz), or Keras weights (.h5); or a file "
        "that './train fit' or './train synchronize' kept (.pt); nothing in the file is run",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument(
        "--architecture", help="network; default: what the names of the weights say"
    )
    parser.add_argument(
        "--supervision",
        choices=("full", "weak"),
        help="how it was trained, needed where both forms have the same weights",
    )
    parser.add_argument(
        "--look-ahead",
        type=int,
        help="segments after the target that are read, 0 to 9 (default: as it was trained here, "
        "else 0)",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        help="names of the outputs, one a line, background last; default: those that the training "
        "kept, else those of AVE",
    )
    parser.add_argument(
        "--visual-weights",
        type=Path,
        help="VGG-19 or ResNet-152, as the map's width says: the pack then takes pictures and "
        "sound (default: features)",
    )
    parser.add_argument("--audio-weights", type=Path, help="VGGish, with --visual-weights")
    parser.add_argument(
        "--normalisation", choices=NORMALISATIONS, help="of the pixels (default: by the file)"
    )
    parser.add_argument(
        "--frames", type=int, default=16, help="pictures a second, with --visual-weights"
    )
    parser.add_argument(
        "--any-widths",
        action="store_true",
        help="allow other features than those of the papers' backbones (512 or 2048, and 128)",
    )
    parser.add_argument("--name", help="name of the pack")
    parser.add_argument("--version", default="1.0.0", help="version of the pack")


def run(given: argparse.Namespace) -> int:
    """Write the pack and say what to run next."""
    _check_architecture(given.architecture)
    imported = import_pack(
        Wanted(
            checkpoint=given.checkpoint,
            out=given.out,
            architecture=given.architecture,
            supervision=given.supervision,
            look_ahead=given.look_ahead,
            labels=given.labels,
            visual_weights=given.visual_weights,
            audio_weights=given.audio_weights,
            normalisation=given.normalisation,
            frames=given.frames,
            any_widths=given.any_widths,
            name=given.name,
            version=given.version,
        )
    )
    print(f"{given.checkpoint} is {imported.kind}")
    print(f"written to {given.out}: {', '.join(file.name for file in imported.files)}")
    print(f"graphs and PyTorch differ by {imported.largest_difference:.1e} on random input")
    print(_next_step(given, imported.kind.architecture))
    return 0


def _check_architecture(name: str | None) -> None:
    known = [*ARCHITECTURES, *_FAMILIES, *METHODS]
    if name is not None and name not in known:
        raise ValueError(f"there is no architecture {name!r}{nearest(name, known)}")


def _next_step(given: argparse.Namespace, architecture: str) -> str:
    if architecture in METHODS:
        return f"{architecture} names no events: sync.onnx gives distances of pictures and sounds."
    verify = f"next: ./earwitness pack verify {given.out}"
    if given.visual_weights is not None:
        return f"{verify}\n      ./earwitness run --pack {given.out} FILE"
    return (
        f"{verify}\nThe pack takes features. With --visual-weights and --audio-weights it takes "
        "media, and ./earwitness run can use it."
    )
