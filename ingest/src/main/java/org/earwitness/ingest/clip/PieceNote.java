package org.earwitness.ingest.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line of the index beside a piece: what is written as soon as it is known, so that a piece that was cut off has it too. */
sealed interface PieceNote {
    /** First line of an index: what it is, and its version. */
    String HEADER = "earwitness-clip 1";

    /** The line, without its end. */
    String line();

    /**
     * Where a piece begins.
     *
     * @param mediaMicros its first packet's place on the source's time line, microseconds
     */
    record Begin(long mediaMicros) implements PieceNote {
        @Override
        public String line() {
            return "begin " + mediaMicros;
        }
    }

    /**
     * Which place became which segment. It stands in the piece that was being written when the segment was published: that of its
     * media, or a later one.
     *
     * @param epoch the segment's epoch
     * @param index the segment's index
     * @param firstMicros where it starts on the source's time line, microseconds
     * @param endMicros where it ends there, exclusive
     */
    record Second(long epoch, long index, long firstMicros, long endMicros) implements PieceNote {
        @Override
        public String line() {
            return "segment " + epoch + " " + index + " " + firstMicros + " " + endMicros;
        }
    }

    /**
     * Where a piece that is whole ends.
     *
     * @param mediaMicros its last packet's place on the source's time line, microseconds
     */
    record End(long mediaMicros) implements PieceNote {
        @Override
        public String line() {
            return "end " + mediaMicros;
        }
    }

    /** Reads an index. A last line without an end was cut off and counts as not written; an unknown one is left out. */
    static List<PieceNote> parse(String text) {
        List<PieceNote> notes = new ArrayList<>();
        if (!text.startsWith(HEADER + "\n")) {
            return notes;
        }
        for (int from = HEADER.length() + 1, end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
            parseLine(text.substring(from, end)).ifPresent(notes::add);
        }
        return notes;
    }

    private static Optional<PieceNote> parseLine(String line) {
        String[] words = line.split(" ", -1);
        try {
            if (words[0].equals("begin") && words.length == 2) {
                return Optional.of(new Begin(Long.parseLong(words[1])));
            }
            if (words[0].equals("segment") && words.length == 5) {
                return Optional.of(new Second(
                        Long.parseLong(words[1]),
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4])));
            }
            if (words[0].equals("end") && words.length == 2) {
                return Optional.of(new End(Long.parseLong(words[1])));
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
