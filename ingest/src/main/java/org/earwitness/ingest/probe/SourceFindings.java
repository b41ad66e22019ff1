package org.earwitness.ingest.probe;

import java.util.OptionalLong;
import org.earwitness.ingest.source.WantedTracks;

/**
 * What was opened and how that went.
 *
 * @param address without credentials and query
 * @param protocol in people's words, for instance {@code RTSP over TCP}
 * @param container FFmpeg's name of the format, for instance {@code mpegts}; empty where it was not told
 * @param live whether it comes at its own pace
 * @param encrypted whether the connection is TLS
 * @param certificateChecked whether the other side had to prove who it is; only with TLS
 * @param credentials whether the address carries a user or a password
 * @param credentialsInSight whether they stood on the command line as they are
 * @param wanted which tracks were asked for
 * @param openMicros from the beginning until it was open, microseconds
 * @param firstMediaMicros from the beginning until the first frame or samples, microseconds; empty when none came
 * @param listenedMicros how long it was listened to after it was open, microseconds
 * @param mediaMicros how much media came in that time, microseconds
 * @param packetsCorrupt packets that were left out
 */
public record SourceFindings(
        String address,
        String protocol,
        String container,
        boolean live,
        boolean encrypted,
        boolean certificateChecked,
        boolean credentials,
        boolean credentialsInSight,
        WantedTracks wanted,
        long openMicros,
        OptionalLong firstMediaMicros,
        long listenedMicros,
        long mediaMicros,
        long packetsCorrupt) {
    private static final String HLS = "hls";

    /** Whether it is a playlist: media comes a file at a time, so that arrival says nothing about its evenness. */
    public boolean isPlaylist() {
        return container.equals(HLS);
    }
}
