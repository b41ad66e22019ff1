package org.earwitness.app.run;

/**
 * Intervals as WebVTT: a cue with a caption for each, and a note before it with the same as JSON, so that a player shows what a
 * program can read back. Any thread.
 */
final class WebVtt {
    private WebVtt() {}

    /** The whole file; cues in order of their start. */
    static String of(StreamReport report) {
        StringBuilder text = new StringBuilder("WEBVTT\n\nNOTE\n");
        text.append("What is both heard and seen in ")
                .append(inNote(report.stream()))
                .append(report.pack()
                        .map(pack -> ", as the pack " + inNote(pack) + " says.\n")
                        .orElse(".\n"));
        int number = 1;
        for (IntervalLine interval : report.intervals()) {
            text.append("\nNOTE ")
                    .append(inNote(JsonLines.of(report.stream(), interval)))
                    .append("\n\n")
                    .append(number++)
                    .append('\n')
                    .append(MediaTime.cue(interval.startMicros()))
                    .append(" --> ")
                    .append(MediaTime.cue(interval.endMicros()))
                    .append('\n')
                    .append(inCue(interval.label()))
                    .append('\n');
        }
        return text.toString();
    }

    /** A note ends at an empty line and must not hold an arrow; both have a spelling in JSON that means the same. */
    private static String inNote(String text) {
        return oneLine(text).replace("-->", "--\\u003e");
    }

    private static String inCue(String text) {
        return oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }
}
