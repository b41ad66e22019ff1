package org.earwitness.app.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a run has come. A stage knows what it waits for and gives the next one when that is there; it counts positions in
 * the log instead of results, so a rejected, repeated or missing segment can neither end a run early nor keep it waiting.
 *
 * <pre>
 * Ingesting ── all sources ended ──▶ Localizing ── committed past the last segment ──▶ Reading ── read to the end ──▶ Complete
 * </pre>
 *
 * Positions are offsets by partition number, or by {@code topic-partition}.
 */
public sealed interface RunStage {

    /** What is waited for, in words that explain a standstill. */
    String describe();

    /** Sources are being read. */
    record Ingesting(int ended, int streams) implements RunStage {
        public Ingesting {
            if (ended < 0 || ended > streams) {
                throw new IllegalArgumentException(ended + " of " + streams + " sources cannot have ended");
            }
        }

        /** One more source has ended, failed or was stopped. */
        public Ingesting withAnotherEnded() {
            return new Ingesting(ended + 1, streams);
        }

        /** Whether what is waited for is there. */
        public boolean isOver() {
            return ended == streams;
        }

        /**
         * Everything is in the log.
         *
         * @param segmentsEnd where each partition of the segments ends
         */
        public Localizing published(Map<Integer, Long> segmentsEnd) {
            if (!isOver()) {
                throw new IllegalStateException("only " + ended + " of " + streams + " sources have ended");
            }
            return new Localizing(segmentsEnd, Map.of());
        }

        @Override
        public String describe() {
            return ended + " of " + streams + " sources were read to their end";
        }
    }

    /** The localizer works on what is in the log. */
    record Localizing(Map<Integer, Long> segmentsEnd, Map<Integer, Long> committed) implements RunStage {
        public Localizing {
            segmentsEnd = Map.copyOf(segmentsEnd);
            committed = Map.copyOf(committed);
        }

        /** The localizer's group has committed these offsets; partitions it does not name have none yet. */
        public Localizing committed(Map<Integer, Long> offsets) {
            return new Localizing(segmentsEnd, offsets);
        }

        /** Whether what is waited for is there. */
        public boolean isOver() {
            return segmentsEnd.entrySet().stream()
                    .allMatch(end -> end.getValue() <= committed.getOrDefault(end.getKey(), 0L));
        }

        /**
         * Every segment has been answered in a committed transaction.
         *
         * @param resultsEnd where the partitions of the topics that are read end, what is not committed yet included
         */
        public Reading answered(Map<String, Long> resultsEnd) {
            if (!isOver()) {
                throw new IllegalStateException("the localizer has not finished: " + describe());
            }
            return new Reading(resultsEnd, Map.of());
        }

        @Override
        public String describe() {
            return "the localizer has committed "
                    + committed.values().stream().mapToLong(offset -> offset).sum() + " of "
                    + segmentsEnd.values().stream().mapToLong(end -> end).sum() + " segments, waiting for "
                    + segmentsEnd.entrySet().stream()
                            .filter(end -> end.getValue() > committed.getOrDefault(end.getKey(), 0L))
                            .sorted(Map.Entry.comparingByKey())
                            .limit(8)
                            .map(end -> "partition " + end.getKey() + " at " + committed.getOrDefault(end.getKey(), 0L)
                                    + " of " + end.getValue())
                            .collect(Collectors.joining(", "));
        }
    }

    /** The results are being read. */
    record Reading(Map<String, Long> resultsEnd, Map<String, Long> positions) implements RunStage {
        public Reading {
            resultsEnd = Map.copyOf(resultsEnd);
            positions = Map.copyOf(positions);
        }

        /** The reader stands here. */
        public Reading read(Map<String, Long> reached) {
            return new Reading(resultsEnd, reached);
        }

        /** Whether what is waited for is there. */
        public boolean isOver() {
            return resultsEnd.entrySet().stream()
                    .allMatch(end -> end.getValue() <= positions.getOrDefault(end.getKey(), 0L));
        }

        @Override
        public String describe() {
            Map<String, String> open = new TreeMap<>();
            resultsEnd.forEach((partition, end) -> {
                long position = positions.getOrDefault(partition, 0L);
                if (position < end) {
                    open.put(partition, partition + " at " + position + " of " + end);
                }
            });
            return "results are not read to their end: "
                    + open.values().stream().limit(8).collect(Collectors.joining(", "));
        }
    }

    /** Everything was read. */
    record Complete() implements RunStage {
        @Override
        public String describe() {
            return "everything was read";
        }
    }
}
