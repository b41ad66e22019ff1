"""The table of all systems, from the figures that their trials left."""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean

from earwitness_training.metrics import Figures
from earwitness_training.trials import Result

Key = tuple[str, str, str, str]  # system, backbones, supervision, form


def grouped(results: list[Result]) -> dict[Key, list[Figures]]:
    """Figures of the seeds of every row."""
    rows: dict[Key, list[Figures]] = {}
    for result in results:
        trial = result.trial
        for form, figures in result.figures.items():
            if form != "clip" and trial.form == "clip":
                form = f"{form}, trained on clips"
            key = (trial.system, trial.backbones, trial.supervision, form)
            rows.setdefault(key, []).append(figures)
    return rows


def spread(values: list[float]) -> str:
    """Mean and half the distance of the extremes, in percent."""
    text = f"{100 * mean(values):.1f}"
    if len(values) > 1:
        text += f" ± {50 * (max(values) - min(values)):.1f}"
    return text


_COLUMNS: tuple[tuple[str, Callable[[Figures], float]], ...] = (
    ("accuracy", lambda figures: figures.accuracy),
    ("event recall", lambda figures: figures.event_recall),
    ("background", lambda figures: figures.background_accuracy),
    ("event-F1 0.5", lambda figures: figures.event_f1),
    ("event-F1 0.1:0.9", lambda figures: figures.event_f1_mean),
    ("PSDS", lambda figures: figures.psds),
)


def markdown(results: list[Result]) -> str:
    """The table, systems in the order of their first trial."""
    names = [name for name, _ in _COLUMNS]
    lines = [
        f"| system | backbones | supervision | form | seeds | {' | '.join(names)} |",
        f"|{'---|' * (5 + len(names))}",
    ]
    for key, figures in sorted(grouped(results).items()):
        cells = [spread([read(one) for one in figures]) for _, read in _COLUMNS]
        lines.append(f"| {' | '.join(key)} | {len(figures)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
