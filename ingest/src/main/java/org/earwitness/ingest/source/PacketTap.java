package org.earwitness.ingest.source;

import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Gets every packet of the tracks in use as it comes from the demuxer, before it is decoded: what keeps the original media sees
 * exactly what the segments are made of. Called on the source's thread; must not keep what it is given and must not block for
 * long. An exception ends the source.
 */
public interface PacketTap {
    /** FFmpeg's name of the container or protocol that carries the tracks, for instance {@code mpegts}; called before {@link #opened}. */
    default void container(String name) {}

    /** The source is open; called once, before any packet. */
    void opened(Optional<AVStream> video, Optional<AVStream> audio);

    /**
     * A packet.
     *
     * @param packet with time stamps in its track's time base; the source's own, valid during the call
     * @param ofVideo whether it belongs to the picture track
     * @param mediaMicros its PTS on the stream's time line (as of {@link MediaEvent}), microseconds; empty where it has none
     */
    void packet(AVPacket packet, boolean ofVideo, OptionalLong mediaMicros);

    /** No packet follows. */
    void closed();

    /**
     * The same, for a source whose time line is part of a longer one.
     *
     * @param offsetMicros where its origin is on the longer one, microseconds
     */
    default PacketTap shifted(long offsetMicros) {
        PacketTap whole = this;
        return new PacketTap() {
            @Override
            public void opened(Optional<AVStream> video, Optional<AVStream> audio) {
                whole.opened(video, audio);
            }

            @Override
            public void packet(AVPacket packet, boolean ofVideo, OptionalLong mediaMicros) {
                whole.packet(
                        packet,
                        ofVideo,
                        mediaMicros.isPresent()
                                ? OptionalLong.of(mediaMicros.getAsLong() + offsetMicros)
                                : mediaMicros);
            }

            @Override
            public void closed() {
                whole.closed();
            }
        };
    }
}
