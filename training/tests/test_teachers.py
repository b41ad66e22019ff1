"""The rebuilt backbones against the teachers' reference tensors."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
import torch

from earwitness_training import teachers as start
from earwitness_training.networks.encoders import AudioEncoder, EncoderSizes, VisualEncoder

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
    encoder = VisualEncoder(SIZES)
    start.start_visual(encoder, teachers)
    with numpy.load(teachers / "mobilenet_v2_100_224_reference.npz") as reference:
        features = encoder.trunk(torch.from_numpy(reference["input"]))
        assert largest_difference(features, reference["features"]) < TOLERANCE


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
