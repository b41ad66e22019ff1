"""The rebuilt backbones against the teachers' reference tensors."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
import torch

from earwitness_training.backbones import teachers as start
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder
from earwitness_training.networks.mobilenet_v2 import MobileNetV2

SIZES = EncoderSizes(visual=4, audio=4)
TOLERANCE = 1e-3


@pytest.fixture
def audio(teachers: Path) -> AudioEncoder:
    encoder = AudioEncoder(SIZES)
    start.start_audio(encoder, teachers)
    return encoder.eval()


def largest_difference(ours: torch.Tensor, theirs: numpy.ndarray) -> float:
    return float(numpy.abs(ours.numpy() - theirs).max())


@torch.no_grad()
def test_mobilenet_v2_gives_the_reference_map(teachers: Path) -> None:
    trunk = MobileNetV2()
    start.start_trunk(trunk, teachers)
    with numpy.load(teachers / "mobilenet_v2_100_224_reference.npz") as reference:
        features = trunk(torch.from_numpy(reference["input"]))
        assert largest_difference(features, reference["features"]) < TOLERANCE


def centre_of_response(trunk: MobileNetV2) -> tuple[float, float]:
    """Where a bright square in the middle of the picture lies on the map; averages as weights."""
    for values in trunk.parameters():
        values.fill_(0.0 if values.dim() == 1 else 1 / values[0].numel())
    picture = torch.zeros(1, 3, 224, 224)
    picture[:, :, 96:128, 96:128] = 1  # place (3, 3) of the map
    response = trunk(picture)[0].sum(0)
    places = torch.arange(7.0)
    total = response.sum()
    return (
        float((response.sum(1) * places).sum() / total),
        float((response.sum(0) * places).sum() / total),
    )


@torch.no_grad()
def test_a_place_of_the_centred_map_lies_where_it_means() -> None:
    assert centre_of_response(MobileNetV2(centred=True)) == pytest.approx((3, 3), abs=0.05)
    assert max(centre_of_response(MobileNetV2())) < 2.8  # the original, half a place away


@torch.no_grad()
def test_yamnet_gives_the_reference_patch_and_embedding(
    teachers: Path, audio: AudioEncoder
) -> None:
    with numpy.load(teachers / "yamnet_reference.npz") as reference:
        second = torch.from_numpy(reference["waveform_16k"])[None, :16000]
        patch = audio.yamnet_mel(audio.spectrum(second))
        assert largest_difference(patch[0], reference["patches"][0]) < TOLERANCE
        embedding = audio.yamnet(torch.from_numpy(reference["patches"]))
        assert largest_difference(embedding, reference["embedding"]) < TOLERANCE


@torch.no_grad()
def test_folded_mn04_gives_the_reference_embedding(teachers: Path, audio: AudioEncoder) -> None:
    with numpy.load(teachers / "efficientat_mn04_reference.npz") as reference:
        embedding = audio.efficientat(torch.from_numpy(reference["mel"]))
        assert largest_difference(embedding, reference["embedding"]) < TOLERANCE


@torch.no_grad()
def test_mn04_front_end_at_half_the_rate_stays_near_the_original(
    teachers: Path, audio: AudioEncoder
) -> None:
    with numpy.load(teachers / "efficientat_mn04_reference.npz") as reference:
        spectrum = torch.fft.rfft(torch.from_numpy(reference["waveform_32k"]))
        second = torch.fft.irfft(spectrum[: 16000 + 1])[:16000] / 2
        ours = audio.efficientat_mel(audio.spectrum(second[None]))[0, 0, :80, 2:90].numpy()
        # Ours are not centred: the second frame of ours lies on the third of theirs.
        theirs = reference["mel"][0, 0, :80, 3:91]
    assert numpy.abs(ours - theirs).mean() < 0.15 * theirs.std()


def test_an_unchanged_tensor_is_named_and_a_trained_one_is_not(teachers: Path) -> None:
    teacher, trained = VisualEncoder(SIZES), VisualEncoder(SIZES)
    start.start_visual(teacher, teachers)
    start.start_visual(trained, teachers)
    with torch.no_grad():
        for name, values in trained.named_parameters():
            if name != "trunk.stem.bias":
                values.add_(1e-4)
    assert start.unchanged_tensors(trained, teacher) == ["trunk.stem.bias"]
