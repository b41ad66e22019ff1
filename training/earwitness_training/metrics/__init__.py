"""What decisions second by second are worth; pure functions of arrays, no network and no file."""

from earwitness_training.metrics.clips import ScoredClip, scored_clips
from earwitness_training.metrics.detection_score import PsdsSettings, psds
from earwitness_training.metrics.events import EventCounts, count_events, event_f1, mean_event_f1
from earwitness_training.metrics.figures import ClassFigures, Figures, measure
from earwitness_training.metrics.segments import Scores, best_offset, line, score, segment_f1, share

__all__ = [
    "ClassFigures",
    "EventCounts",
    "Figures",
    "PsdsSettings",
    "ScoredClip",
    "Scores",
    "best_offset",
    "count_events",
    "event_f1",
    "line",
    "mean_event_f1",
    "measure",
    "psds",
    "score",
    "scored_clips",
    "segment_f1",
    "share",
]
