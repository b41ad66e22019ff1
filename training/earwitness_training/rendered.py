"""Test clips as real files: photos under a moving camera, recordings, H.264 and AAC, read back.

Feature-space clips measure the localizer; these measure the whole way that a stream takes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy
from numpy.random import Generator, default_rng

from earwitness_training.data.manifest import BACKGROUND, CLEAN_CLASSES, OTHER, Medium, select
from earwitness_training.graphs import EncodeGraph
from earwitness_training.metrics import Scores, score
from earwitness_training.networks.avel import Avel
from earwitness_training.samples.render import render
from earwitness_training.samples.script import Sample, Shot, Sound, expectations
from earwitness_training.streams import localize, read_segments

_SECONDS = 10
_WRONG_SOUND_SHARE = 0.2


def random_sample(rows: list[Medium], index: int, random: Generator) -> Sample:
    """A ten-second script from media of one split: something shown, something heard, in part."""
    photos = [row for row in rows if row.kind == "photo"]
    sounds = [row for row in rows if row.kind == "sound"]
    target = CLEAN_CLASSES[index % len(CLEAN_CLASSES)]
    another = CLEAN_CLASSES[int(random.integers(len(CLEAN_CLASSES)))]
    heard = another if random.random() < _WRONG_SOUND_SHARE else target

    def pick(media: list[Medium], wanted: str) -> Medium:
        fitting = [row for row in media if row.target == wanted]
        return fitting[int(random.integers(len(fitting)))]

    shown_from, heard_from = (int(value) for value in random.integers(0, 5, 2))
    heard_to = int(random.integers(heard_from + 3, _SECONDS + 1))
    ground, photo = pick(photos, OTHER), pick(photos, target)
    shots = [Shot(photo.path, photo.label, shown_from, _SECONDS)]
    if shown_from > 0:
        shots.insert(0, Shot(ground.path, ground.label, 0, shown_from))
    recording = pick(sounds, heard)
    tracks = [Sound((recording.path,), recording.label, heard_from, heard_to)]
    if heard_to < _SECONDS - 1 and random.random() < 0.5:
        other = pick(sounds, OTHER)
        tracks.append(Sound((other.path,), other.label, heard_to, _SECONDS, -24))
    return Sample(f"clip{index}", "a test clip", _SECONDS, tuple(shots), (), tuple(tracks))


def measure(
    media: Path, rows: list[Medium], count: int, seed: int, encode: EncodeGraph, localizer: Avel
) -> Scores:
    """Render clips of the test split, read them back as streams, and score the decisions."""
    random = default_rng([seed, 23])
    chosen = select(rows, "photo", "test") + select(rows, "sound", "test")
    labels, decisions = [], []
    names = (*CLEAN_CLASSES, BACKGROUND)
    for index in range(count):
        sample = random_sample(chosen, index, random)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{sample.name}.mp4"
            render(sample, media, path)
            segments = read_segments(path, encode.frames)
        said = localize(encode, localizer, segments)
        expected = [
            names.index(span.expected)
            for span in expectations(sample, CLEAN_CLASSES)
            for _ in range(span.start, span.end)
        ]
        labels += expected[: len(said.probabilities)]
        decisions += said.probabilities.argmax(1).tolist()
    return score(numpy.array(labels), numpy.array(decisions), CLEAN_CLASSES)
