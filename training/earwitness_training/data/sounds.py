"""Seconds of sound as the encoder will meet them: 16 kHz mono, sixteen bits, one second long."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy
from numpy.random import Generator

from earwitness_training.networks.spectrum import SAMPLE_RATE, SAMPLES

ACTIVE_SHARE = 0.35  # of the loudest window's RMS
_WINDOW_STEP = SAMPLES // 8
_DECODE_DEADLINE_SECONDS = 60


def decode(path: Path) -> numpy.ndarray:
    """A recording through FFmpeg: float32 [samples] in -1..1, 16 kHz mono."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path)]
    command += ["-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, timeout=_DECODE_DEADLINE_SECONDS)
    if done.returncode != 0 or not done.stdout:
        raise ValueError(f"FFmpeg cannot read {path}: {done.stderr.decode(errors='replace')}")
    return numpy.frombuffer(done.stdout, numpy.int16).astype(numpy.float32) / 32768


def root_mean_square(sound: numpy.ndarray) -> float:
    """Level of a sound."""
    return float(numpy.sqrt(numpy.mean(numpy.square(sound, dtype=numpy.float64)) + 1e-12))


def active_starts(recording: numpy.ndarray) -> list[int]:
    """First samples of the one-second windows that are loud against the recording's loudest."""
    last = max(0, len(recording) - SAMPLES)
    starts = list(range(0, last + 1, _WINDOW_STEP))
    levels = [root_mean_square(recording[start : start + SAMPLES]) for start in starts]
    return [
        start
        for start, level in zip(starts, levels, strict=True)
        if level >= ACTIVE_SHARE * max(levels)
    ]


def second_at(recording: numpy.ndarray, start: int, random: Generator) -> numpy.ndarray:
    """One second from `start`; a shorter recording lies somewhere in silence. float32 [16000]."""
    piece = recording[start : start + SAMPLES]
    second = numpy.zeros(SAMPLES, numpy.float32)
    offset = int(random.integers(0, SAMPLES - len(piece) + 1))
    second[offset : offset + len(piece)] = piece
    return second


def room_tone(random: Generator) -> numpy.ndarray:
    """Quiet coloured noise of no particular thing: float32 [16000], RMS 1."""
    white = random.standard_normal(SAMPLES).astype(numpy.float32)
    slope = float(random.uniform(0, 1.2))
    spectrum = numpy.fft.rfft(white)
    spectrum /= numpy.maximum(numpy.arange(len(spectrum)), 8) ** slope
    tone = numpy.fft.irfft(spectrum, SAMPLES).astype(numpy.float32)
    return tone / root_mean_square(tone)


def mixed(sound: numpy.ndarray, under: numpy.ndarray, ratio_db: float) -> numpy.ndarray:
    """`sound` over `under` at the ratio given, both one second."""
    level = root_mean_square(sound) / max(root_mean_square(under), 1e-5) * 10 ** (-ratio_db / 20)
    return sound + under * level


def quantised(sound: numpy.ndarray) -> numpy.ndarray:
    """Sixteen bits, clipped: int16 [samples]."""
    return (numpy.clip(sound, -1, 32767 / 32768) * 32768).astype(numpy.int16)


def at_level(sound: numpy.ndarray, decibel: float) -> numpy.ndarray:
    """The sound with this RMS level relative to full scale; silence stays silence."""
    return sound * (10 ** (decibel / 20) / max(root_mean_square(sound), 1e-4))


def training_second(
    recording: numpy.ndarray, distractor: numpy.ndarray, random: Generator
) -> numpy.ndarray:
    """One augmented second of a recording's active part: int16 [16000].

    distractor: float32 [16000], another thing that is sometimes mixed under it.
    """
    second = second_at(recording, int(random.choice(active_starts(recording))), random)
    if random.random() < 0.25:
        shift = int(random.integers(-SAMPLES // 3, SAMPLES // 3))
        second = numpy.roll(second, shift)
        second[: max(0, shift)] = 0
        second[SAMPLES + min(0, shift) :] = 0
    if random.random() < 0.35:
        second = mixed(second, distractor, float(random.uniform(4, 25)))
    if random.random() < 0.7:
        second = mixed(second, room_tone(random), float(random.uniform(10, 45)))
    if random.random() < 0.2:
        second = muffled(second, random)
    return quantised(at_level(second, float(random.uniform(-38, -10))))


def muffled(sound: numpy.ndarray, random: Generator) -> numpy.ndarray:
    """Without the band above 2.5 to 7 kHz, as a poor microphone or codec gives it."""
    spectrum = numpy.fft.rfft(sound)
    frequency = numpy.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    edge = float(random.uniform(2500, 7000))
    spectrum *= 1 / (1 + (frequency / edge) ** 8)
    return numpy.fft.irfft(spectrum, len(sound)).astype(numpy.float32)


def measuring_second(recording: numpy.ndarray, random: Generator) -> numpy.ndarray:
    """One second of a recording's active part as it is, for val and test: int16 [16000]."""
    second = second_at(recording, int(random.choice(active_starts(recording))), random)
    return quantised(second)


def empty_second(random: Generator) -> numpy.ndarray:
    """Digital silence or room tone: int16 [16000]."""
    if random.random() < 0.3:
        return numpy.zeros(SAMPLES, numpy.int16)
    return quantised(at_level(room_tone(random), float(random.uniform(-80, -32))))
