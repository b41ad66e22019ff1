"""The sound of a rendered clip: recordings that sound in every second of their span, over noise."""

from __future__ import annotations

from pathlib import Path

import numpy
from numpy.random import Generator, default_rng

from earwitness_training.data import sounds
from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES
from earwitness_training.rendered.script import SECONDS, ClipScript, Played

_FADE = SAMPLE_RATE // 50  # samples
_LOUDEST = 0.97


def track(script: ClipScript, media: Path) -> numpy.ndarray:
    """The whole sound: float32 [seconds * 16000] in -1..1, mono."""
    random = default_rng([script.seed, 2])
    tone = numpy.concatenate([sounds.room_tone(random) for _ in range(SECONDS)])
    mixed = tone * 10 ** (script.room_tone / 20)
    for played in script.played:
        start = played.start * SAMPLE_RATE
        piece = _piece(sounds.decode(media / played.path), played, random)
        mixed[start : start + len(piece)] += piece
    return (numpy.tanh(mixed / _LOUDEST) * _LOUDEST).astype(numpy.float32)


def _piece(recording: numpy.ndarray, played: Played, random: Generator) -> numpy.ndarray:
    """A recording over whole seconds, loud in each: it plays on while it is active, else it starts
    again at some active second. A label a second would else be wrong in every pause."""
    piece = numpy.zeros((played.end - played.start) * SAMPLES, numpy.float32)
    for second, start, count in _runs(recording, played.end - played.start, random):
        part = recording[start : start + count * SAMPLES]
        piece[second * SAMPLES : second * SAMPLES + len(part)] = _faded(part)
    if played.muffled:
        piece = sounds.muffled(piece, random)
    return sounds.at_level(piece, played.level).astype(numpy.float32)


def _runs(recording: numpy.ndarray, seconds: int, random: Generator) -> list[tuple[int, int, int]]:
    """What to play: (at which second, from which sample, for how many seconds), without a hole."""
    active = sounds.active_starts(recording)
    runs: list[tuple[int, int, int]] = []
    second = 0
    while second < seconds:
        start, count = int(random.choice(active)), 1
        while second + count < seconds and start + count * SAMPLES in active:
            count += 1
        runs.append((second, start, count))
        second += count
    return runs


def _faded(part: numpy.ndarray) -> numpy.ndarray:
    ramp = numpy.ones(len(part), numpy.float32)
    fade = min(_FADE, len(part) // 2)
    ramp[:fade] = numpy.linspace(0, 1, fade)
    ramp[len(part) - fade :] = numpy.linspace(1, 0, fade)
    return part * ramp
