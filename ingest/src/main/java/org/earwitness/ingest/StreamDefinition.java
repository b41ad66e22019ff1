package org.earwitness.ingest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.SourceSettings;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;

/**
 * A stream that there should be, as its owner described it: what {@code streams.yaml} and {@code av.sources} hold.
 *
 * <p>Two equal definitions mean the same stream read in the same way: whoever follows a list restarts a stream only when its
 * definition has changed.
 *
 * @param stream its name; the key of all its records
 * @param address file or URL; {@code ${env:NAME}} and {@code ${file:PATH}} stand for secrets that are looked up when it is opened
 * @param playback how it is played
 * @param transport what RTSP carries media over
 * @param tracks which tracks are pulled
 * @param protocols FFmpeg's names of the protocols that may be used; empty for those that belong to the scheme
 * @param options FFmpeg's own options
 * @param verifyTls whether certificates are checked
 * @param certificates PEM file of trusted authorities; empty for those of the machine
 * @param stallMillis after how long without data the source counts as hanging, milliseconds; empty for the usual limit of its
 *     protocol
 */
public record StreamDefinition(
        String stream,
        String address,
        Playback playback,
        Transport transport,
        WantedTracks tracks,
        List<String> protocols,
        Map<String, String> options,
        boolean verifyTls,
        Optional<String> certificates,
        OptionalLong stallMillis) {
    public StreamDefinition {
        if (stream.isBlank() || stream.length() > 512) {
            throw new IllegalArgumentException(
                    "a stream's name has " + stream.length() + " characters: it needs 1 to 512 that are not all blank");
        }
        if (address.isBlank()) {
            throw new IllegalArgumentException("stream " + stream + " has no address. Give a file or a URL.");
        }
        protocols = List.copyOf(protocols);
        options = Map.copyOf(options);
    }

    /** A live stream with nothing special about it. */
    public static StreamDefinition live(String stream, String address) {
        return of(stream, address, Playback.LIVE);
    }

    /** A stream with nothing special about it. */
    public static StreamDefinition of(String stream, String address, Playback playback) {
        return new StreamDefinition(
                stream,
                address,
                playback,
                Transport.TCP,
                WantedTracks.BOTH,
                List.of(),
                Map.of(),
                true,
                Optional.empty(),
                OptionalLong.empty());
    }

    /** How its source is opened. */
    public SourceSettings settings() {
        return new SourceSettings(
                playback == Playback.LIVE, transport, tracks, protocols, options, verifyTls, certificates);
    }

    /** The address for people: without credentials and query. */
    public String shownAddress() {
        return new MediaAddress(address).shown();
    }

    @Override
    public String toString() {
        return "StreamDefinition[stream=" + stream + ", address=" + shownAddress() + ", playback=" + playback
                + ", transport=" + transport + ", tracks=" + tracks + "]";
    }
}
