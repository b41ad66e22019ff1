"""The card of a pack: what it is, what it learnt from, what it is worth, where it fails."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy

from earwitness_training.data.manifest import Medium, licence_counts
from earwitness_training.measuring import confusion
from earwitness_training.measuring.calibration import Bin
from earwitness_training.measuring.report import Report
from earwitness_training.metrics import ClassFigures, Figures
from earwitness_training.packs.card_texts import (
    CLOSING,
    LIMITS,
    OWN_BACKBONES,
    SYSTEMS,
    THIN_CLASSES,
    WEAKNESSES,
    StartWeights,
)

CARD = "card.md"
PICTURE = "confusion.png"
_WEAK_RECALL = 0.5


@dataclass(frozen=True)
class LicenceRow:
    """How many files of one licence family trained a pack."""

    family: str
    photos: int
    recordings: int


@dataclass(frozen=True)
class CardFacts:
    """What a card says of a pack beside its figures."""

    name: str
    version: str
    architecture: str  # as in pack.yaml
    supervision: str
    window: int  # seconds
    look_ahead: int  # seconds
    frames: int  # pictures a segment
    state_bytes: int  # what is kept of a segment
    labels: tuple[str, ...]  # background last
    experimental: tuple[str, ...]
    encode_milliseconds: float  # of one core a segment; NaN where it was not timed
    licences: tuple[LicenceRow, ...]  # of what trained it
    weights: tuple[StartWeights, ...] = OWN_BACKBONES
    weaknesses: tuple[tuple[str, str], ...] = tuple(WEAKNESSES.items())  # class, reason
    limits: tuple[str, ...] = LIMITS


def licence_rows(used: list[Medium]) -> tuple[LicenceRow, ...]:
    """Counts of the media that trained a pack, a row a licence family."""
    counts = licence_counts(used)
    return tuple(
        LicenceRow(family, counts["photo", family], counts["sound", family])
        for family in sorted({family for _, family in counts})
    )


def write(folder: Path, facts: CardFacts, report: Report) -> None:
    """Write `card.md`, and `confusion.png` where confusions were counted."""
    (folder / CARD).write_text(card(facts, report), encoding="utf-8")
    if report.confusions:
        title = f"{facts.name} {facts.version}: truth down, decision across, percent of a row"
        counts = numpy.array(report.confusions)
        confusion.save(counts, facts.labels, title, folder / PICTURE)


def card(facts: CardFacts, report: Report) -> str:
    """The text of the card, Markdown."""
    parts = [
        _introduction(facts),
        _results(report),
        _classes(facts, report.figures),
        _calibration(report),
        _thresholds(report),
        _systems(facts, report),
        _training_data(facts),
        _weights(facts),
        _limits(facts),
    ]
    return "\n".join(part for part in parts if part)


def _introduction(facts: CardFacts) -> str:
    system = SYSTEMS.get(facts.architecture, f"Architecture: {facts.architecture}.")
    ahead = (
        "no look-ahead"
        if facts.look_ahead == 0
        else f"a look-ahead of {facts.look_ahead} (each answer comes that many seconds later)"
    )
    labels = "a label a second" if facts.supervision == "full" else "a label a clip"
    cost = (
        ""
        if math.isnan(facts.encode_milliseconds)
        else f" Encoding costs about {facts.encode_milliseconds:.0f} ms of one core a segment."
    )
    lines = [
        f"# {facts.name} {facts.version}",
        "",
        f"Says, second by second, which of {len(facts.labels) - 1} things is both heard and seen, "
        "and where in the picture.",
        "",
        f"{system} Window form: it reads {facts.window} seconds with {ahead}; trained with "
        f"{labels}.",
        f"A segment is one second of 16 kHz sound and {_counted(facts.frames, 'frame')} of "
        f"224x224; {facts.state_bytes} bytes of it are kept.{cost}",
        "",
        f"Labels: {', '.join(facts.labels[:-1])}, and background.",
    ]
    if facts.experimental:
        lines.append(
            f"Experimental (learnt from few examples, no claim): {', '.join(facts.experimental)}."
        )
    lines += [
        "",
        "Intended for streams in which one wants to know that a thing is in the picture *and* "
        "makes the sound: a sound whose source is elsewhere, or a thing that is silent, is "
        "background.",
        "",
    ]
    return "\n".join(lines)


def _results(report: Report) -> str:
    lines = [
        "## Results",
        "",
        f"Measured on {report.date}, on photos and recordings of other sources than those of "
        "training. An event counts only with its class; background counts like any class in "
        "accuracy.",
        "",
        "| clips | seconds | accuracy | event recall | event precision | background | event-F1 at "
        "0.5 | event-F1 0.1:0.9 | PSDS | onset delay | false alarms an hour |",
        f"|{'---|' * 11}",
    ]
    rows = [(measured.name, measured.figures) for measured in report.measurements]
    rows += [
        (f"the first, by what is {track} alone", figures)
        for track, figures in report.single_tracks.items()
    ]
    lines += [_result_row(name, figures) for name, figures in rows]
    lines.append("")
    if report.kinds:
        lines += ["| background because | accuracy |", "|---|---|"]
        lines += [f"| {kind} | {_share(value)} |" for kind, value in report.kinds.items()]
        lines.append("")
    if report.confusions:
        lines += [f"![Which label is taken for which, in percent of the truth]({PICTURE})", ""]
    return "\n".join(lines)


def _result_row(name: str, figures: Figures) -> str:
    return (
        f"| {name} | {figures.seconds} | {_shares(figures)} | {_share(figures.event_f1)} | "
        f"{_share(figures.event_f1_mean)} | {_share(figures.psds)} | "
        f"{_seconds(figures.onset_delay_seconds)} | {figures.false_alarms_an_hour:.0f} |"
    )


def _classes(facts: CardFacts, figures: Figures) -> str:
    header = [
        "| class | seconds | recall | precision | event-F1 at 0.5 | PSDS | false alarms an hour |",
        f"|{'---|' * 7}",
    ]
    few = (*THIN_CLASSES, *facts.experimental)
    clean = {name: one for name, one in figures.classes.items() if name not in few}
    thin = {name: one for name, one in figures.classes.items() if name in few}
    lines = ["## Classes", "", *header]
    lines += [_class_row(name, one) for name, one in clean.items()]
    if thin:
        lines += ["", "Thin classes: few photos or sounds to learn from and to test on.", ""]
        lines += header
        for name, one in thin.items():
            mark = " (experimental)" if name in facts.experimental else ""
            lines.append(_class_row(name + mark, one))
    reasons = dict(facts.weaknesses)
    weak = [name for name, one in figures.classes.items() if one.recall < _WEAK_RECALL]
    if weak:
        lines += ["", "Below 50 % recall:", ""]
        for name in weak:
            reason = reasons.get(name, "no reason in its data is known")
            lines.append(f"- {name} ({_share(figures.classes[name].recall)}): {reason}.")
    return "\n".join([*lines, ""])


def _class_row(name: str, one: ClassFigures) -> str:
    return (
        f"| {name} | {one.seconds} | {_share(one.recall)} | {_share(one.precision)} | "
        f"{_share(one.event_f1)} | {_share(one.psds)} | {one.false_alarms_an_hour:.1f} |"
    )


def _calibration(report: Report) -> str:
    facts = report.calibration
    if facts is None:
        return ""
    lines = [
        "## Calibration",
        "",
        f"Logits are divided by {facts.temperature:.2f} (one temperature, the likeliest on val) "
        f"after {facts.background:+.2f} on that of background. On test the expected calibration "
        f"error went from {facts.error_before:.3f} to {facts.error_after:.3f}, the negative "
        f"log-likelihood from {facts.loss_before:.3f} to {facts.loss_after:.3f}.",
        "",
        "| probability of the winner | segments | mean | right |",
        "|---|---|---|---|",
    ]
    lines += [_reliability_row(entry) for entry in facts.table if entry.count]
    return "\n".join([*lines, ""])


def _reliability_row(entry: Bin) -> str:
    return (
        f"| {entry.low:.2f} to {entry.high:.2f} | {entry.count} | {entry.confidence:.3f} | "
        f"{entry.accuracy:.3f} |"
    )


def _thresholds(report: Report) -> str:
    facts = report.thresholds
    if facts is None:
        return ""
    chosen = facts.chosen
    lines = [
        "## Thresholds",
        "",
        "A decision is an event only if the probability of its class reaches its threshold; else "
        "it is background. Probabilities themselves are never changed.",
        "",
        f"Chosen on {facts.segments} segments of val, with things that look or sound like a class "
        "and sounds of another picture among them: all classes are cut where one more right event "
        "costs the same number of false ones, as low as background accuracy of "
        f"{facts.least_background:.3f} allows; then each is drawn half of the way to the one that "
        "is enough for all classes alike, because a class has few look-alikes on val. On val, background went from "
        f"{facts.background_before:.3f} to {facts.background_after:.3f} and event recall from "
        f"{facts.recall_before:.3f} to {facts.recall_after:.3f}.",
        "",
        f"Every class: {chosen.event:.3f}."
        + (
            " Higher: "
            + ", ".join(f"{name} {value:.3f}" for name, value in chosen.classes.items())
            + "."
            if chosen.classes
            else ""
        ),
        "",
    ]
    return "\n".join(lines)


def _systems(facts: CardFacts, report: Report) -> str:
    if not report.table:
        return ""
    lines = [
        "## Beside the other systems",
        "",
        "Same backbones, same clips; `clip` reads whole clips as in the papers, `window` is what "
        "streams need. Means over the seeds, ± half the distance of the extremes.",
        "",
        "| system | supervision | form | seeds | accuracy | event recall | background | event-F1 "
        "at 0.5 |",
        f"|{'---|' * 8}",
    ]
    for row in report.table:
        spread = f" ± {row.accuracy_spread:.3f}" if row.seeds > 1 else ""
        lines.append(
            f"| {row.system} | {row.supervision} | {row.form} | {row.seeds} | "
            f"{_share(row.accuracy)}{spread} | {_share(row.event_recall)} | "
            f"{_share(row.background_accuracy)} | {_share(row.event_f1)} |"
        )
    return "\n".join([*lines, ""])


def _training_data(facts: CardFacts) -> str:
    photos = sum(row.photos for row in facts.licences)
    recordings = sum(row.recordings for row in facts.licences)
    lines = [
        "## Training data",
        "",
        f"{photos} photos and {recordings} recordings under free terms, split by source; pictures "
        "pasted over other pictures and sounds mixed with others, then ten-second clips composed "
        "of both. `training/data/sources.csv` names every source with its licence. No file under "
        "non-commercial or unknown terms trained it; such files only measured it.",
        "",
        "| licence family | photos | recordings |",
        "|---|---|---|",
    ]
    lines += [f"| {row.family} | {row.photos} | {row.recordings} |" for row in facts.licences]
    return "\n".join([*lines, ""])


def _weights(facts: CardFacts) -> str:
    if not facts.weights:
        return ""
    lines = [
        "## Where the weights come from",
        "",
        "The encoders started from public weights and were fine-tuned here in every layer (export "
        "refuses a tensor that is still the original):",
        "",
        "| part | started from | licence |",
        "|---|---|---|",
    ]
    lines += [f"| {one.part} | {one.started_from} | {one.licence} |" for one in facts.weights]
    return "\n".join([*lines, "", "All else started at random.", ""])


def _limits(facts: CardFacts) -> str:
    limits = "\n".join(f"- {limit}" for limit in facts.limits)
    return f"## Limits\n\n{limits}\n\n{CLOSING}\n"


def _shares(figures: Figures) -> str:
    values = (
        figures.accuracy,
        figures.event_recall,
        figures.event_precision,
        figures.background_accuracy,
    )
    return " | ".join(_share(value) for value in values)


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"


def _seconds(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:+.1f} s"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
