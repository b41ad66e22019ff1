package org.earwitness.ingest.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one source is opened.
 *
 * @param live whether it comes at its own pace and has a place in UTC; a live source says where before its first media, by
 *     {@link MediaEvent.ClockReading}
 * @param transport what RTSP carries media over
 * @param tracks which tracks are pulled
 * @param protocols FFmpeg's names of the protocols that may be used, by the address and by whatever a playlist names; empty for
 *     those that belong to the address' scheme
 * @param options FFmpeg's own options for demuxer and protocol, checked against the linked FFmpeg
 * @param verifyTls whether the certificate of the other side is checked
 * @param certificates PEM file of the authorities that are trusted; empty for those of the machine
 */
public record SourceSettings(
        boolean live,
        Transport transport,
        WantedTracks tracks,
        List<String> protocols,
        Map<String, String> options,
        boolean verifyTls,
        Optional<String> certificates) {
    /** A file, read from its start to its end. */
    public static final SourceSettings FILE =
            new SourceSettings(false, Transport.TCP, WantedTracks.BOTH, List.of(), Map.of(), true, Optional.empty());

    /** A live stream with nothing special about it. */
    public static final SourceSettings LIVE =
            new SourceSettings(true, Transport.TCP, WantedTracks.BOTH, List.of(), Map.of(), true, Optional.empty());

    public SourceSettings {
        protocols = List.copyOf(protocols);
        options = Map.copyOf(options);
    }
}
