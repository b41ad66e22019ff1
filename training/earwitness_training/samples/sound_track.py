"""Sound of a sample: recordings with fades over a quiet room tone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy
from numpy.random import default_rng

from earwitness_training.samples.script import Sample, Sound

RATE = 32_000
_FADE_SECONDS = 0.08
_DECODE_DEADLINE_SECONDS = 60


def render(sample: Sample, ship: Path) -> numpy.ndarray:
    """The whole track: float32 [samples] in -1..1 at `RATE`, mono."""
    track = _tone(sample)
    for sound in sample.sounds:
        piece = _played(sound, ship)
        start = int(sound.start * RATE)
        track[start : start + len(piece)] += piece
    return numpy.clip(track, -0.98, 0.98)


def _tone(sample: Sample) -> numpy.ndarray:
    """Quiet noise that falls with frequency and swells slowly, as air and a microphone give it."""
    random = default_rng([len(sample.name), sample.seconds])
    count = sample.seconds * RATE
    spectrum = numpy.fft.rfft(random.standard_normal(count))
    spectrum /= numpy.maximum(numpy.fft.rfftfreq(count, 1 / RATE), 60) ** 0.8
    tone = numpy.fft.irfft(spectrum, count)
    tone *= 1 + 0.3 * numpy.sin(numpy.arange(count) / RATE * 0.9)
    level = 10 ** (sample.tone_level / 20)
    return (tone * level / numpy.sqrt(numpy.mean(tone**2))).astype(numpy.float32)


def _played(sound: Sound, ship: Path) -> numpy.ndarray:
    """The recordings of a sound one after another, from the first again when they end."""
    length = int((sound.end - sound.start) * RATE)
    piece = numpy.zeros(length, numpy.float32)
    recordings = [_levelled(_decode(ship / file), sound.level) for file in sound.files]
    position, turn = 0, 0
    while position < length:
        recording = recordings[turn % len(recordings)][: length - position]
        piece[position : position + len(recording)] += recording
        position += len(recording) + int(sound.gap * RATE)
        turn += 1
    fade = int(_FADE_SECONDS * RATE)
    ramp = numpy.linspace(0, 1, fade, dtype=numpy.float32)
    piece[:fade] *= ramp
    piece[-fade:] *= ramp[::-1]
    return piece


def _decode(path: Path) -> numpy.ndarray:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path)]
    command += ["-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    if done.returncode != 0:
        raise ValueError(f"FFmpeg cannot read {path}: {done.stderr.decode(errors='replace')}")
    return numpy.frombuffer(done.stdout, numpy.float32).copy()


def _levelled(recording: numpy.ndarray, level: float) -> numpy.ndarray:
    """Without silent ends, its louder half at the level given, peaks rounded off."""
    loud = numpy.flatnonzero(numpy.abs(recording) > 0.02 * numpy.abs(recording).max())
    recording = recording[loud[0] : loud[-1] + 1]
    active = numpy.sort(numpy.abs(recording))[len(recording) // 2 :]
    recording = recording * (10 ** (level / 20) / numpy.sqrt(numpy.mean(active**2)))
    return numpy.tanh(recording * 1.1).astype(numpy.float32) / 1.1
