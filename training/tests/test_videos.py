"""Features of videos: which frames and sounds are taken, and where they go."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import wave
from pathlib import Path

import numpy
import pytest
import torch
from torch import Tensor, nn

from earwitness_training.ave import videos
from earwitness_training.ave.data_set import Ave
from earwitness_training.ave.videos import (
    UnreadableVideo,
    find_video,
    frame_places,
    read_video,
)
from earwitness_training.backbones import standard
from earwitness_training.commands import features_of_videos
from earwitness_training.networks.vggish import VggishMel

h5py = pytest.importorskip("h5py")
pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")

_RATE = 25


class SmallPictureTrunk(nn.Module):
    """Four channels a place: the weights are those of the file."""

    channels = 4

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Conv2d(3, 4, 32, stride=32)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.mix(pictures).relu()


class SmallSoundTrunk(nn.Module):
    """Two means over the bands of each of 64 pairs of frames."""

    channels = 128

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Linear(64, 2)

    def forward(self, log_mel: Tensor) -> Tensor:
        return self.mix(log_mel[:, 0, :64]).flatten(1).relu()


def film(path: Path, frames: numpy.ndarray, sound: numpy.ndarray | None) -> None:
    """Write grey frames (uint8 [count, 18, 32]) and sound (int16) without loss."""
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray"]
    command += ["-s", "32x18", "-r", str(_RATE), "-i", "-"]
    if sound is not None:
        with wave.open(str(path) + ".wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(sound.tobytes())
        command += ["-i", str(path) + ".wav", "-c:a", "pcm_s16le"]
    command += ["-c:v", "ffv1", str(path)]
    subprocess.run(command, input=frames.tobytes(), check=True, timeout=60)


def numbered(count: int) -> numpy.ndarray:
    """Frame n is grey of the level n."""
    levels = numpy.arange(count, dtype=numpy.uint8)[:, None, None]
    return numpy.broadcast_to(levels, (count, 18, 32)).copy()


def noise(samples: int, seed: int) -> numpy.ndarray:
    print("seed", seed)
    return numpy.random.default_rng(seed).integers(-9000, 9000, samples).astype(numpy.int16)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good clips (the second with short sound), one without sound, one text; one is absent."""
    folder = tmp_path_factory.mktemp("videos")
    film(folder / "first.mkv", numbered(250), noise(160_000, 1))
    film(folder / "second.mkv", numbered(253)[::-1].copy(), noise(152_000, 2))
    film(folder / "mute.mkv", numbered(250), None)
    (folder / "text.mp4").write_text("no video")
    rows = ("first", "absent", "second", "mute", "text")
    lines = [f"Bark&{name}&good&{row}&{row + 4}\n" for row, name in enumerate(rows)]
    (folder / "Annotations.txt").write_text("".join(lines))
    return folder


@pytest.mark.parametrize("count", [10, 250, 253, 299, 300, 601])
def test_frames_are_taken_where_the_formula_says(count: int) -> None:
    k = int(count / 10)
    by_hand = [[int(second * k + (i / 16) * k) for i in range(16)] for second in range(10)]
    assert frame_places(count).tolist() == by_hand
    assert frame_places(count).max() < count


def test_a_clip_gives_its_numbered_frames_and_its_seconds_of_sound(clips: Path) -> None:
    read = read_video(clips / "first.mkv")
    assert read.frames.shape == (10, 16, 224, 224, 3)
    levels = read.frames.astype(int)
    assert (levels == levels[:, :, :1, :1, :1]).all()
    numpy.testing.assert_allclose(levels[:, :, 0, 0, 0], frame_places(250), atol=1)
    expected = noise(160_000, 1).reshape(10, 16_000) / 32768
    numpy.testing.assert_allclose(read.waveform, expected, atol=1e-6)


def test_sound_that_ends_early_is_followed_by_silence(clips: Path) -> None:
    read = read_video(clips / "second.mkv")
    assert not read.waveform[9, 8000:].any()
    assert read.waveform[9, :8000].any()
    numpy.testing.assert_allclose(
        read.frames[:, :, 0, 0, 0].astype(int), 252 - frame_places(253), atol=1
    )


def test_a_video_that_cannot_be_used_says_why(clips: Path, tmp_path: Path) -> None:
    for name, said in (("mute.mkv", "no sound in it"), ("text.mp4", "Invalid data")):
        with pytest.raises(UnreadableVideo, match=said):
            read_video(clips / name)
    with pytest.raises(UnreadableVideo, match="no file of it"):
        find_video(clips, "absent")
    film(tmp_path / "long.mkv", numbered(5), noise(16_000 * 12, 3))
    with pytest.raises(UnreadableVideo, match=r"it lasts 12\.0 s"):
        read_video(tmp_path / "long.mkv")
    film(tmp_path / "still.mkv", numbered(5), noise(160_000, 3))
    with pytest.raises(UnreadableVideo, match="5 frames, fewer than"):
        read_video(tmp_path / "still.mkv")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[nn.Module, nn.Module]:
    """Small trunks in the place of VGG-19 and VGGish, their weights in files."""
    monkeypatch.setitem(standard.VISUAL_BACKBONES, "vgg19", SmallPictureTrunk)
    monkeypatch.setattr(standard, "Vggish", SmallSoundTrunk)
    trunks = SmallPictureTrunk(), SmallSoundTrunk()
    for trunk, name in zip(trunks, ("picture.pth", "sound.pth"), strict=True):
        torch.save(trunk.state_dict(), tmp_path / name)
    return trunks


def extracted(clips: Path, tmp_path: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    features_of_videos.flags(parser)
    given = ["--videos", str(clips), "--out", str(tmp_path / "ave"), "--device", "cpu"]
    given += ["--visual-weights", str(tmp_path / "picture.pth")]
    given += ["--audio-weights", str(tmp_path / "sound.pth")]
    return features_of_videos.run(parser.parse_args([*given, *words]))


def stored(folder: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    arrays = []
    for name in ("visual_feature.h5", "audio_feature.h5"):
        with h5py.File(folder / name) as file:
            assert list(file) == ["avadataset"]
            assert file["avadataset"].dtype == numpy.float32
            arrays.append(file["avadataset"][()])
    return arrays[0], arrays[1]


@torch.no_grad()
def test_features_lie_in_the_rows_of_the_annotations_and_the_rest_is_listed(
    small: tuple[nn.Module, nn.Module],
    clips: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert extracted(clips, tmp_path) == 1
    said = capsys.readouterr().out
    assert "2 clips extracted, 0 were there, 3 skipped" in said
    assert "clip 1 (absent): skipped, no file of it" in said
    maps, vectors = stored(tmp_path / "ave")
    assert maps.shape == (5, 10, 7, 7, 4)
    assert vectors.shape == (5, 10, 128)
    picture, sound = small
    levels = torch.from_numpy(frame_places(250)[3]).float() / 255
    colour = torch.stack(
        [(levels - m) / d for m, d in ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))], dim=1
    )
    flat = colour[:, :, None, None].expand(-1, -1, 32, 32)
    expected = picture(flat).mean(dim=0).flatten()  # the mean of sixteen maps
    assert expected.abs().max() > 0.01
    places = torch.from_numpy(maps[0, 3]).reshape(-1, 4)
    torch.testing.assert_close(places, expected.expand(49, -1), atol=0.03, rtol=0)
    second = torch.from_numpy(noise(160_000, 1)[48_000:64_000] / 32768).float()[None]
    heard = sound(VggishMel()(second))[0]
    torch.testing.assert_close(torch.from_numpy(vectors[0, 3]), heard, atol=1e-4, rtol=1e-4)
    assert not maps[[1, 3, 4]].any()
    assert maps[2].any()
    rows = (tmp_path / "ave/missing_clips.txt").read_text().splitlines()
    assert [row.split("&")[:2] for row in rows] == [["1", "absent"], ["3", "mute"], ["4", "text"]]


def test_an_interrupted_extraction_goes_on_with_what_is_missing(
    small: tuple[nn.Module, nn.Module],
    clips: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    extracted(clips, tmp_path)
    whole = stored(tmp_path / "ave")
    shutil.rmtree(tmp_path / "ave")
    read: list[str] = []

    def counted(path: Path) -> videos.VideoSegments:
        if path.stem == "second" and "second" not in read:
            read.append("second")
            raise KeyboardInterrupt
        read.append(path.stem)
        return read_video(path)

    monkeypatch.setattr("earwitness_training.ave.extraction.read_video", counted)
    with pytest.raises(KeyboardInterrupt):
        extracted(clips, tmp_path)
    extracted(clips, tmp_path)
    assert read == ["first", "second", "second", "mute", "text"]
    assert "1 clips extracted, 1 were there, 3 skipped" in capsys.readouterr().out
    for ours, theirs in zip(stored(tmp_path / "ave"), whole, strict=True):
        numpy.testing.assert_array_equal(ours, theirs)


def test_other_weights_do_not_go_into_the_same_files(
    small: tuple[nn.Module, nn.Module], clips: Path, tmp_path: Path
) -> None:
    extracted(clips, tmp_path)
    with pytest.raises(ValueError, match="normalisation torchvision then, caffe now"):
        extracted(clips, tmp_path, "--normalisation", "caffe")
    torch.save(SmallPictureTrunk().state_dict(), tmp_path / "picture.pth")
    with pytest.raises(ValueError, match=r"made otherwise \(visual_weights"):
        extracted(clips, tmp_path)
    (tmp_path / "ave/extracted.jsonl").unlink()
    with pytest.raises(ValueError, match=r"visual_feature\.h5 is there, and not from this"):
        extracted(clips, tmp_path)


def test_what_was_extracted_is_a_data_set_once_its_splits_are_there(
    small: tuple[nn.Module, nn.Module], clips: Path, tmp_path: Path
) -> None:
    extracted(clips, tmp_path)
    for split, rows in (("train", [0, 1, 4]), ("val", [2]), ("test", [3])):
        with h5py.File(tmp_path / f"ave/{split}_order.h5", "w") as file:
            file["order"] = numpy.array(rows)
    with Ave(tmp_path / "ave") as ave:
        assert ave.visual_width == 4
        assert ave.splits["train"].tolist() == [0]
        assert ave.splits["val"].tolist() == [2]
        assert ave.labels[2].tolist() == [28, 28, 2, 2, 2, 2, 28, 28, 28, 28]
