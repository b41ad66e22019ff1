package org.earwitness.ingest.roster;

import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import org.earwitness.schemas.SourcePlayback;
import org.earwitness.schemas.SourceTracks;
import org.earwitness.schemas.SourceTransport;
import org.earwitness.schemas.StreamSource;

/** Between a definition and its record in {@code av.sources}. */
public final class SourceRecords {
    private SourceRecords() {}

    /** The record of a definition. */
    public static StreamSource of(StreamDefinition definition) {
        StreamSource.Builder record = StreamSource.newBuilder()
                .setStream(definition.stream())
                .setAddress(definition.address())
                .setPlayback(SourcePlayback.valueOf(definition.playback().name()))
                .setTransport(SourceTransport.valueOf(definition.transport().name()))
                .setTracks(SourceTracks.valueOf(definition.tracks().name()))
                .setProtocols(definition.protocols())
                .setOptions(definition.options())
                .setVerifyTls(definition.verifyTls());
        definition.certificates().ifPresent(record::setCertificates);
        definition.stallMillis().ifPresent(record::setStallMillis);
        return record.build();
    }

    /**
     * The definition in a record.
     *
     * @param key the record's key
     * @throws IllegalArgumentException when it holds what this version does not know; the message has no address
     */
    public static StreamDefinition definition(String key, StreamSource record) {
        if (!key.equals(record.getStream())) {
            throw new IllegalArgumentException(
                    "its key is '" + key + "' and its stream '" + record.getStream() + "'. Write both alike.");
        }
        return new StreamDefinition(
                record.getStream(),
                record.getAddress(),
                constant(Playback.class, record.getPlayback(), "playback"),
                constant(Transport.class, record.getTransport(), "transport"),
                constant(WantedTracks.class, record.getTracks(), "tracks"),
                record.getProtocols(),
                record.getOptions(),
                record.getVerifyTls(),
                Optional.ofNullable(record.getCertificates()),
                Optional.ofNullable(record.getStallMillis())
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Enum<?> recorded, String field) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(recorded.name())) {
                return constant;
            }
        }
        throw new IllegalArgumentException("its " + field + " is " + recorded
                + ", which this version does not know. Update this worker, or write the record again.");
    }
}
