"""A shipped pack in Python over a sample stream, and files as segments."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
from pathlib import Path

import numpy
import pytest

from earwitness_training.commands import evaluate as command
from earwitness_training.packs.evaluation import evaluate, filmed_files, table
from earwitness_training.packs.pack import Pack
from earwitness_training.packs.streams import read_segments

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "models" / "starter"
BACKGROUND = "background"


def sample_labels(name: str) -> list[str]:
    with (ROOT / "samples" / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        spans = [row for row in csv.DictReader(lines) if row["sample"] == name]
    return [
        span["expected"]
        for span in spans
        for _ in range(int(span["start_seconds"]), int(span["end_seconds"]))
    ]


def make(path: Path, *options: str) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *options, str(path)], check=True)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "samples" / "yard.mp4", tmp_path)
    labels = {"yard.mp4": sample_labels("yard.mp4")}
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return tmp_path


def test_the_starter_pack_is_right_about_a_sample(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--pack", str(STARTER), "--data", str(folder), "--json"]
    assert command.run(parsed(words)) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["accuracy"] >= 0.8
    assert said["clips"]["yard.mp4"]["accuracy"] == said["accuracy"]
    assert said["seconds"] == 24
    assert set(said["classes"]) == set(Pack(STARTER).classes)
    for name in ("event_recall", "event_precision", "background_accuracy", "segment_f1"):
        assert 0 <= said[name] <= 1
    assert {"event_f1", "event_f1_mean", "psds", "onset_delay_seconds"} <= set(said)


def parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.flags(parser)
    return parser.parse_args(words)


def test_files_that_cannot_be_compared_are_named_and_the_others_count(folder: Path) -> None:
    pack = Pack(STARTER)
    labels = [pack.labels.index(label) for label in sample_labels("yard.mp4")]
    broken = folder / "broken.mp4"
    broken.write_bytes(b"no media")
    long = make(folder / "long.wav", "-f", "lavfi", "-i", "sine=440:r=16000:d=4.5")
    files = {broken: [0] * 5, long: [0] * 6, folder / "yard.mp4": labels[:-1]}
    evaluation = evaluate(pack, files, {"yard.mp4": "match"})
    assert len(evaluation.left_out) == 2
    assert "broken.mp4" in evaluation.left_out[0]
    assert "long.wav has 4 full seconds and 6 labels: give one" in evaluation.left_out[1]
    assert "24 full seconds and 23 labels: the first 23 are compared" in evaluation.notes[0]
    assert evaluation.figures.seconds == 23
    assert evaluation.kinds == {"match": evaluation.figures.accuracy}
    text = table(evaluation)
    assert f"accuracy                 {evaluation.figures.accuracy:.3f}" in text
    assert "bark" in text
    with pytest.raises(ValueError, match="no file could be evaluated"):
        evaluate(pack, {broken: [0]})


def test_a_pack_whose_graph_was_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"pack\.yaml is missing"):
        Pack(tmp_path)
    copy = tmp_path / "pack"
    shutil.copytree(STARTER, copy)
    with (copy / "localize.onnx").open("ab") as graph:
        graph.write(b"x")
    with pytest.raises(ValueError, match="sha256 differs"):
        Pack(copy)


def test_frames_are_what_is_shown_in_the_middle_of_each_quarter(tmp_path: Path) -> None:
    # 10 frames a second, each twenty levels brighter than the one before, over one second.
    path = make(
        tmp_path / "ramp.mkv",
        *("-f", "lavfi", "-i", "color=black:s=64x64:r=10:d=1"),
        *("-vf", "geq=lum='40+20*N':cb=128:cr=128", "-c:v", "ffv1"),
    )
    segments = read_segments(path, frames=4)
    assert segments.frames.shape == (1, 4, 224, 224, 3)
    levels = segments.frames[0].mean(axis=(1, 2, 3))
    full_range = (numpy.array([1, 3, 6, 8]) * 20 + 40 - 16) * 255 / 219  # at 0.125, 0.375 ..
    assert levels == pytest.approx(full_range, abs=4)
    first = read_segments(path, frames=1).frames[0, 0].mean()
    assert first == pytest.approx(full_range[0], abs=4)
    assert segments.audio_mask.tolist() == [0]


def test_pictures_that_begin_after_the_sound_keep_their_time(tmp_path: Path) -> None:
    path = make(
        tmp_path / "late.mkv",
        *("-itsoffset", "1.02", "-f", "lavfi", "-i", "color=gray:s=64x64:r=10:d=1"),
        *("-f", "lavfi", "-i", "sine=440:r=16000:d=3", "-map", "0", "-map", "1"),
        *("-c:v", "ffv1", "-c:a", "pcm_s16le"),
    )
    segments = read_segments(path, frames=4)
    assert segments.audio_mask.tolist() == [1, 1, 1]
    assert segments.visual_mask.tolist() == [0, 1, 0]


def test_black_and_silent_seconds_are_masked(tmp_path: Path) -> None:
    path = make(
        tmp_path / "dark.mkv",
        *("-f", "lavfi", "-i", "color=black:s=64x64:r=10:d=2"),
        *("-f", "lavfi", "-i", "color=gray:s=64x64:r=10:d=1"),
        *("-f", "lavfi", "-i", "sine=440:r=16000:d=1,apad=whole_dur=3"),
        *("-filter_complex", "[0][1]concat=n=2[v]", "-map", "[v]", "-map", "2:a"),
        *("-c:v", "ffv1", "-c:a", "pcm_s16le"),
    )
    segments = read_segments(path, frames=1)
    assert segments.visual_mask.tolist() == [0, 0, 1]
    assert segments.audio_mask.tolist() == [1, 0, 0]
    assert not segments.frames[0].any()


def test_a_file_with_sound_alone_has_masked_pictures(tmp_path: Path) -> None:
    path = make(tmp_path / "a.wav", "-f", "lavfi", "-i", "sine=440:r=16000:d=2.05")
    segments = read_segments(path, frames=2)
    assert len(segments) == 2  # the rest is shorter than a tenth of a second
    assert segments.visual_mask.tolist() == [0, 0]
    assert numpy.abs(segments.waveform).max() > 0.05
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_segments(tmp_path / "b.wav", frames=2)


def test_filmed_clips_have_a_label_a_second(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos/labels.csv").write_text(
        "file,start_s,end_s,class\nvideos/a.mp4,0,2,background\nvideos/a.mp4,2,4,bark\n"
        "videos/a.mp4,4,5,cat\nvideos/b.mp4,0,1,bark\n",
        encoding="utf-8",
    )
    assert filmed_files(tmp_path, ("bark",)) == {
        tmp_path / "videos/a.mp4": [1, 1, 0, 0, 1],
        tmp_path / "videos/b.mp4": [0],
    }
