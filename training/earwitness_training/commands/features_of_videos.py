"""`./train extract`: the papers' features from a folder of videos and the user's own weights."""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path
from typing import Any

from earwitness_training.ave.annotations import read_annotations
from earwitness_training.ave.extraction import FeatureFiles, encode, extract
from earwitness_training.backbones.standard import (
    NORMALISATIONS,
    VISUAL_BACKBONES,
    read_audio_encoder,
    read_visual_encoder,
)
from earwitness_training.devices import named_device

ABOUT = "Make AVE features of videos with VGG-19 or ResNet-152 and VGGish."


def flags(parser: argparse.ArgumentParser) -> None:
    """Flags of the command."""
    parser.add_argument(
        "--videos", type=Path, required=True, help="folder with a file VIDEO_ID.mp4 a clip"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the features")
    parser.add_argument(
        "--annotations",
        type=Path,
        help="Annotations.txt; else the one in --videos, beside it or in --out",
    )
    parser.add_argument(
        "--backbone", choices=tuple(VISUAL_BACKBONES), default="vgg19", help="of the pictures"
    )
    parser.add_argument(
        "--visual-weights",
        type=Path,
        required=True,
        help="state dict with torchvision's names; for vgg19 also Keras's .h5",
    )
    parser.add_argument(
        "--normalisation",
        choices=NORMALISATIONS,
        help="of the pixels; else caffe for Keras's weights, torchvision for others",
    )
    parser.add_argument(
        "--audio-weights",
        type=Path,
        required=True,
        help="VGGish: .pth with torchvggish's names, or .npz with those or TensorFlow's",
    )
    parser.add_argument("--device", default="auto", help="cpu, cuda, cuda:1; auto: cuda if there")


def run(flags: argparse.Namespace) -> int:
    """Extract what is not there yet; 1 if clips had to be skipped."""
    source = annotations_file(flags)
    annotations = read_annotations(source)
    device = named_device(flags.device)
    visual = read_visual_encoder(flags.visual_weights, flags.backbone, flags.normalisation)
    audio = read_audio_encoder(flags.audio_weights)
    visual, audio = visual.to(device), audio.to(device)
    made_by: dict[str, Any] = {
        "annotations": digest(source),
        "backbone": flags.backbone,
        "normalisation": visual.normalisation,
        "visual_weights": digest(flags.visual_weights),
        "audio_weights": digest(flags.audio_weights),
    }
    with FeatureFiles(flags.out, len(annotations), visual.channels, made_by) as files:
        there = len(files.done)
        if there:
            print(f"{there} of {len(annotations)} clips are in {flags.out} already")
        skipped = extract(
            annotations,
            flags.videos,
            flags.out,
            files,
            lambda video: encode(video, visual, audio, device),
        )
    kept = flags.out / "Annotations.txt"
    if not kept.exists():
        shutil.copyfile(source, kept)
    made = len(annotations) - there - len(skipped)
    print(f"{made} clips extracted, {there} were there, {len(skipped)} skipped: {flags.out}")
    for row, reason in skipped.items():
        print(f"  {row} {annotations[row].video}: {reason}")
    return 1 if skipped else 0


def annotations_file(flags: argparse.Namespace) -> Path:
    """Where the clips are named."""
    if flags.annotations is not None:
        return flags.annotations
    for folder in (flags.videos, flags.videos.parent, flags.out):
        path = folder / "Annotations.txt"
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"no Annotations.txt in {flags.videos}, beside it or in {flags.out}: name it with "
        "--annotations"
    )


def digest(path: Path) -> str:
    """Beginning of a file's SHA-256, by which a continued extraction knows that it is the same."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()[:16]
