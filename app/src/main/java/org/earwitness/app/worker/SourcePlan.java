package org.earwitness.app.worker;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Pace;
import org.earwitness.ingest.StreamSource;

/**
 * Decides how each source of {@code ingest} is read: as a file or as a live stream, and in which epoch. Any thread.
 *
 * @param loop files are played again and again
 * @param realTime files are played in real time
 * @param again files are read in a new epoch
 * @param clock the epoch of a live stream is its second
 */
record SourcePlan(boolean loop, boolean realTime, boolean again, Clock clock) {
    private static final Set<String> LIVE = Set.of("rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp", "rtp", "whep");

    /**
     * Sources in the order of the command line.
     *
     * @param lastEpochs the newest epoch of each stream that the cluster knows
     * @throws CommandFailed when a file was ingested before under its name, and nobody said that it is to be read again
     */
    List<StreamSource> of(List<NamedMedia> named, Map<String, Long> lastEpochs) {
        return named.stream().map(media -> source(media, lastEpochs)).toList();
    }

    private StreamSource source(NamedMedia media, Map<String, Long> lastEpochs) {
        boolean live = isLive(media.address());
        long next = lastEpochs.getOrDefault(media.stream(), -1L) + 1;
        // Never less than the last one, also where a clock was set back.
        long second = Math.max(clock.instant().getEpochSecond(), next);
        if (live) {
            return StreamSource.live(media.stream(), media.address(), second);
        } else if (loop) {
            return StreamSource.looped(media.stream(), media.address(), second);
        } else if (realTime) {
            return new StreamSource(
                    media.stream(),
                    media.address(),
                    Pace.REAL_TIME,
                    false,
                    org.earwitness.schemas.Clock.ARRIVAL,
                    second);
        } else if (next == 0) {
            return StreamSource.file(media.stream(), media.address());
        } else if (again) {
            return new StreamSource(
                    media.stream(), media.address(), Pace.FULL_SPEED, false, org.earwitness.schemas.Clock.MEDIA, next);
        } else {
            throw CommandFailed.usage(
                    "stream " + media.stream() + " is known to the cluster already (epoch " + (next - 1)
                            + "): its segments would be taken for duplicates. Use --again for a new epoch, or NAME=MEDIA for another"
                            + " name.");
        }
    }

    private static boolean isLive(String address) {
        int colon = address.indexOf("://");
        return colon > 0 && LIVE.contains(address.substring(0, colon).toLowerCase(Locale.ROOT));
    }
}
