package org.earwitness.ingest;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import org.earwitness.ingest.publish.Overflow;
import org.earwitness.ingest.supervise.SupervisionLimits;

/**
 * How streams that stay are watched.
 *
 * @param openMillis longest that opening a live source may take, milliseconds
 * @param stallMillis longest that a live source may give nothing, milliseconds
 * @param playlistStallMillis the same for HLS and DASH, which give nothing between two pieces, milliseconds
 * @param maxLeadMillis how far sound or picture of a live stream may be ahead of the other, milliseconds of media
 * @param retryMillis first wait before a source is opened again, milliseconds
 * @param retryCeilingMillis longest such wait while the breaker is closed, milliseconds
 * @param breakerAfterMillis after how long of failing a source is tried only now and then, milliseconds
 * @param breakerMillis wait between attempts then, milliseconds
 * @param heartbeatMillis how often a state that does not change is told again, milliseconds
 * @param overflow what happens when segments wait for Kafka and the queue is full
 */
public record LiveConfig(
        long openMillis,
        long stallMillis,
        long playlistStallMillis,
        long maxLeadMillis,
        long retryMillis,
        long retryCeilingMillis,
        long breakerAfterMillis,
        long breakerMillis,
        long heartbeatMillis,
        Overflow overflow) {
    public static final LiveConfig DEFAULTS =
            new LiveConfig(4_500, 4_000, 20_000, 2_500, 50, 500, 300_000, 30_000, 30_000, Overflow.DROP_OLDEST);

    /** An open source that has given nothing for so long is called silent. */
    private static final long SILENT_MILLIS = 1_500;

    /** FFmpeg asks its callback ten times a second: a reader that has not ended after this hangs somewhere else. */
    private static final long KILL_MILLIS = 1_000;

    private static final long HEALTHY_MILLIS = 10_000;
    private static final int MOST_ABANDONED = 3;

    public LiveConfig {
        within("openMillis", openMillis, 100, 300_000, "Use 4500");
        within("stallMillis", stallMillis, 500, 300_000, "Use 4000");
        within("playlistStallMillis", playlistStallMillis, 1_000, 600_000, "Use 20000");
        within("maxLeadMillis", maxLeadMillis, 1_000, 60_000, "Use 2500");
        within("retryMillis", retryMillis, 10, 60_000, "Use 50");
        within("retryCeilingMillis", retryCeilingMillis, retryMillis, 3_600_000, "Use 500, not below retryMillis");
        within("breakerAfterMillis", breakerAfterMillis, 1_000, 86_400_000, "Use 300000");
        within("breakerMillis", breakerMillis, 1_000, 86_400_000, "Use 30000");
        within("heartbeatMillis", heartbeatMillis, 1_000, 3_600_000, "Use 30000");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.ofEntries(
                entry("openMillis", "Longest that opening a live source may take; a hang is noticed within 5 s."),
                entry("stallMillis", "Longest that a live source may give nothing; key frames pause less than 4 s."),
                entry(
                        "playlistStallMillis",
                        "The same for HLS and DASH, which pause between pieces; 20 s is three usual pieces."),
                entry(
                        "maxLeadMillis",
                        "How far sound or picture may lead the other; what waits longer comes too late."),
                entry(
                        "retryMillis",
                        "First wait before a source is opened again; 50 ms, because what worked until now mostly works at once."),
                entry(
                        "retryCeilingMillis",
                        "Longest such wait; half a second, so that a camera that is back is soon seen."),
                entry(
                        "breakerAfterMillis",
                        "After how long of failing a source is tried only now and then; 5 minutes."),
                entry("breakerMillis", "Wait between attempts then; 30 s costs nothing and is soon enough."),
                entry("heartbeatMillis", "How often a state that does not change is told again; half a minute."),
                entry(
                        "overflow",
                        "What a full queue of a live stream does: drop_oldest keeps up and shows the gap, block holds the source."));
    }

    /** Longest that a live source of this kind usually gives nothing: playlists pause between two pieces. */
    long usualStallMillis(StreamDefinition definition) {
        String path = definition.address().split("[?#]", 2)[0].toLowerCase(Locale.ROOT);
        return path.endsWith(".m3u8") || path.endsWith(".mpd") ? playlistStallMillis : stallMillis;
    }

    SupervisionLimits limits(long stall) {
        return new SupervisionLimits(
                openMillis,
                stall,
                SILENT_MILLIS,
                KILL_MILLIS,
                retryMillis,
                retryCeilingMillis,
                HEALTHY_MILLIS,
                breakerAfterMillis,
                breakerMillis,
                heartbeatMillis,
                MOST_ABANDONED);
    }

    private static void within(String setting, long value, long least, long most, String advice) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    setting + " is " + value + ": it is outside " + least + " to " + most + ". " + advice + ".");
        }
    }
}
