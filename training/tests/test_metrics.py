"""Metrics on rows small enough to count by hand."""

from __future__ import annotations

import json
import math

import numpy
import pytest

from earwitness_training.metrics import (
    Figures,
    PsdsSettings,
    ScoredClip,
    best_offset,
    count_events,
    event_f1,
    mean_event_f1,
    measure,
    psds,
    score,
    scored_clips,
    segment_f1,
)
from earwitness_training.metrics.events import (
    Event,
    events_of,
    false_alarms,
    matches,
    onset_delay_seconds,
)

CLASSES = ("bark", "cat")
BACKGROUND = 2


def clip(labels: list[int], decisions: list[int], *columns: list[float]) -> ScoredClip:
    """A clip; `columns` are the probabilities of the classes, the rest is background's."""
    probabilities = None
    if columns:
        events = numpy.array(columns, numpy.float32).T
        probabilities = numpy.concatenate([events, 1 - events.sum(1, keepdims=True)], axis=1)
    return ScoredClip("x", numpy.array(labels), numpy.array(decisions), probabilities)


def test_scores_are_shares_of_segments() -> None:
    labels = numpy.array([0, 0, 1, 1, 2, 2, 2, 2])
    decisions = numpy.array([0, 1, 1, 2, 2, 2, 0, 2])
    scores = score(labels, decisions, CLASSES)
    assert scores.accuracy == 5 / 8
    assert scores.event_recall == 2 / 4
    assert scores.event_precision == 2 / 4
    assert scores.background_accuracy == 3 / 4
    assert scores.recall == {"bark": 1 / 2, "cat": 1 / 2}


def test_a_share_of_nothing_is_not_a_number() -> None:
    scores = score(numpy.array([2, 2]), numpy.array([2, 2]), CLASSES)
    assert scores.accuracy == 1
    assert math.isnan(scores.event_recall)
    assert math.isnan(segment_f1(numpy.array([2, 2]), numpy.array([2, 2]), BACKGROUND))


def test_labels_and_decisions_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        score(numpy.array([0]), numpy.array([0, 1]), CLASSES)
    with pytest.raises(ValueError, match="one length"):
        clip([0], [0, 1])


def test_offset_is_the_one_that_keeps_enough_background() -> None:
    labels = numpy.array([0, 0, 1, 1])
    logits = numpy.array([[3.0, 0.0], [1.0, 0.0], [0.5, 0.0], [-1.0, 0.0]])
    offset = best_offset(labels, logits, least_background=1.0)
    assert 0.5 < offset < 1.0
    assert best_offset(labels, logits, least_background=0.5) < 0.6


def test_a_confusion_costs_segment_f1_twice() -> None:
    labels = numpy.array([0, 0, 0, 1, 2, 2])
    decisions = numpy.array([0, 0, 1, 2, 2, 0])
    # Right 2; decided 4 (one confusion, one false), true 4 (one confusion, one missed).
    assert segment_f1(labels, decisions, BACKGROUND) == 2 * 2 / (4 + 4)


def test_an_event_is_a_maximal_run_of_one_class() -> None:
    row = numpy.array([0, 0, 1, 2, 2, 1, 0])
    assert events_of(row, BACKGROUND) == [
        Event(0, 0, 2),
        Event(1, 2, 3),
        Event(1, 5, 6),
        Event(0, 6, 7),
    ]
    assert events_of(numpy.array([2, 2]), BACKGROUND) == []


def test_matches_take_the_larger_overlap_first_and_each_event_once() -> None:
    true = [Event(0, 0, 6), Event(0, 7, 9)]
    decided = [Event(0, 2, 5), Event(0, 6, 9), Event(0, 0, 1)]
    # Overlaps: (0-6, 2-5) 3/6, (7-9, 6-9) 2/3, (0-6, 0-1) 1/6; nothing else touches.
    assert matches(true, decided, 0.5) == [(true[1], decided[1]), (true[0], decided[0])]
    assert matches(true, decided, 0.6) == [(true[1], decided[1])]
    assert len(matches(true, decided, 0.1)) == 2


def test_equal_overlaps_go_to_the_earlier_start() -> None:
    true = [Event(0, 0, 4)]
    decided = [Event(0, 3, 4), Event(0, 0, 1)]
    assert matches(true, decided, 0.1) == [(true[0], decided[1])]


def test_an_event_of_another_class_never_matches() -> None:
    assert matches([Event(0, 0, 4)], [Event(1, 0, 4)], 0.1) == []


def test_event_f1_pools_classes_and_clips() -> None:
    clips = [
        clip([0, 0, 0, 0, 2, 1, 1], [2, 0, 0, 0, 2, 1, 2]),  # bark 3/4, cat 1/2: both match
        clip([2, 2, 2, 1, 1, 1, 1], [0, 2, 2, 1, 2, 2, 2]),  # a false bark; cat 1/4: no match
    ]
    # True 3, decided 4, matched 2.
    assert event_f1(clips, len(CLASSES)) == pytest.approx(2 * 2 / (3 + 4))
    counts = count_events(clips, len(CLASSES))
    assert [(count.true, count.decided, count.matched) for count in counts] == [
        (1, 2, 1),
        (2, 2, 1),
    ]


def test_mean_event_f1_averages_nine_overlaps() -> None:
    clips = [clip([0, 0, 0, 0, 0, 2], [0, 0, 0, 2, 2, 2])]  # overlap 3/5
    assert mean_event_f1(clips, len(CLASSES)) == pytest.approx(6 / 9)


def test_onset_delay_is_the_median_over_matched_events() -> None:
    clips = [
        clip([0, 0, 0, 0, 2, 2], [2, 0, 0, 0, 2, 2]),  # one second late
        clip([2, 2, 1, 1, 1, 1], [2, 1, 1, 1, 1, 1]),  # one second early
        clip([1, 1, 1, 1, 1, 1], [2, 2, 1, 1, 1, 1]),  # two seconds late
        clip([1, 1, 1, 1, 2, 2], [2, 2, 2, 1, 2, 2]),  # no match
    ]
    assert onset_delay_seconds(clips, len(CLASSES)) == 1.0


def test_a_false_alarm_touches_no_event_of_its_class() -> None:
    clips = [clip([0, 0, 2, 2, 2, 2], [2, 0, 0, 0, 0, 2]), clip([0, 0, 2, 2], [1, 1, 2, 0])]
    assert false_alarms(clips, len(CLASSES)) == [1, 1]


def test_psds_of_perfect_answers_is_one_and_of_silence_nothing() -> None:
    perfect = clip([0, 0, 2, 1], [0, 0, 2, 1], [0.9, 0.8, 0, 0], [0, 0, 0.1, 0.9])
    assert psds([perfect], 2).score == pytest.approx(1)
    nothing = clip([0, 0, 2, 1], [2, 2, 2, 2], [0, 0, 0, 0], [0, 0, 0, 0])
    # At threshold 0 one detection covers the whole clip: half bark and a quarter cat, both less
    # than the tolerance.
    assert psds([nothing], 2).score == 0


def test_psds_is_the_area_of_the_staircase() -> None:
    # One class in an hour of media: 360 clips of 10 s. Two clips hold an event of 4 s. Found at
    # 0.9; a false positive at 0.8 and one at 0.7; the second event at 0.6; nothing else scores.
    rows = numpy.zeros((360, 10), numpy.float32)
    labels = numpy.full((360, 10), 1)
    labels[0, 2:6] = labels[1, 2:6] = 0
    rows[0, 2:6], rows[2, 0], rows[3, 0], rows[1, 2:6] = 0.9, 0.8, 0.7, 0.6
    clips = scored_clips(labels, labels, numpy.stack([rows, 1 - rows], axis=2))
    # Half of the events from 0 to 2 false positives an hour, all from 2 on.
    measured = psds(clips, 1, PsdsSettings(e_max=100))
    assert measured.score == pytest.approx((0.5 * 2 + 1.0 * 98) / 100)
    assert measured.classes == [measured.score]
    assert psds(clips, 1, PsdsSettings(e_max=2)).score == pytest.approx(0.5)


def test_psds_tolerances_decide_what_is_relevant_and_found() -> None:
    truth = [0] * 7 + [2] * 3
    cut = clip(truth, truth, [0.9] * 4 + [0.0] * 6, [0.0] * 10)  # covers 4/7 of the event
    assert psds([cut], 2).classes[0] == pytest.approx(1.0)  # the whole clip is 7/10 event
    assert psds([cut], 2, PsdsSettings(dtc=0.8)).classes[0] == 0
    assert psds([cut], 2, PsdsSettings(dtc=0.8, gtc=0.5)).classes[0] == pytest.approx(1.0)


def test_psds_counts_cross_triggers_and_the_spread_of_classes_where_asked() -> None:
    # 36 clips of 10 s are 0.1 h: one false positive is 10 an hour. The bark of clip 1 is found
    # only below its score on the cat of clip 2, 10 s of which are 1/360 h: 360 cross-triggers.
    labels = numpy.full((36, 10), 2)
    labels[1], labels[2] = 0, 1
    bark, cat = numpy.zeros((36, 10)), numpy.zeros((36, 10))
    bark[1], bark[2], cat[2] = 0.6, 0.9, 0.05
    probabilities = numpy.stack([bark, cat, 1 - bark - cat], axis=2)
    clips = scored_clips(labels, labels, probabilities)
    assert psds(clips, 2).classes == pytest.approx([0.9, 1.0])
    assert psds(clips, 2).score == pytest.approx(0.95)
    crossed = PsdsSettings(alpha_ct=0.1)  # 10 + 0.1 * 360 = 46 an hour
    assert psds(clips, 2, crossed).classes == pytest.approx([0.54, 1.0])
    # Mean 0.5 and deviation 0.5 up to 10 an hour, then 1 and 0.
    assert psds(clips, 2, PsdsSettings(alpha_st=1)).score == pytest.approx(0.9)


def test_psds_needs_probabilities_and_sensible_tolerances() -> None:
    with pytest.raises(ValueError, match="no probabilities"):
        psds([clip([0], [0])], 2)
    with pytest.raises(ValueError, match="dtc is 0"):
        PsdsSettings(dtc=0)


def test_psds_with_many_scores_keeps_the_high_ones() -> None:
    random = numpy.random.default_rng(4)
    scores = random.random((500, 10)) * 0.5
    labels = numpy.ones((500, 10), numpy.int64)
    labels[:20, 3:7] = 0
    scores[:20, 3:7] += 0.5
    clips = scored_clips(labels, labels, numpy.stack([scores, 1 - scores], axis=2))
    assert psds(clips, 1).score > 0.99


def test_figures_are_complete_and_survive_json() -> None:
    clips = [
        clip([0, 0, 2, 2], [0, 2, 2, 0], [0.9, 0.4, 0.1, 0.6], [0, 0.1, 0, 0]),
        clip([2, 2, 2, 2], [2, 2, 2, 2], [0, 0, 0, 0], [0, 0, 0, 0]),
    ]
    figures = measure(clips, CLASSES)
    assert (figures.clips, figures.seconds) == (2, 8)
    assert figures.accuracy == 6 / 8
    assert figures.event_recall == figures.event_precision == 1 / 2
    assert figures.background_accuracy == 5 / 6
    assert figures.segment_f1 == 1 / 2
    assert figures.event_f1 == pytest.approx(2 / 3)  # 1 true, 2 decided, 1 match at overlap 1/2
    assert figures.event_f1_mean == pytest.approx(2 / 3 * 5 / 9)
    assert figures.onset_delay_seconds == 0
    assert figures.false_alarms_an_hour == 3600 / 8
    bark, cat = figures.classes["bark"], figures.classes["cat"]
    assert (bark.seconds, bark.events, bark.recall, bark.precision) == (2, 1, 1 / 2, 1 / 2)
    assert bark.false_alarms_an_hour == 450
    assert (cat.seconds, cat.events) == (0, 0)
    assert math.isnan(cat.recall)
    text = json.dumps(figures.as_plain(), allow_nan=False)
    again = Figures.of_plain(json.loads(text))
    assert again.as_plain() == figures.as_plain()
    assert math.isnan(again.classes["cat"].recall)
    assert math.isnan(measure([clip([0], [0])], CLASSES).psds)
    with pytest.raises(ValueError, match="no clip"):
        measure([], CLASSES)
