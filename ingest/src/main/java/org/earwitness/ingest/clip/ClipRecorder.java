package org.earwitness.ingest.clip;

import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.earwitness.ingest.source.PacketTap;

/**
 * Keeps the packets of one opened source, and knows which segments are made of them. Its three sides are one thread's: the source
 * hands over packets, the reader says which place on the time line became which segment, and closes it when no segment follows.
 *
 * <p>It never throws and never waits: a piece that cannot be kept is given up and counted. A source that is opened again behind
 * the same time line (a file played in a loop) may call {@link #opened} again.
 */
public interface ClipRecorder extends PacketTap, AutoCloseable {
    /** Keeps nothing. */
    ClipRecorder NONE = new ClipRecorder() {
        @Override
        public void opened(Optional<AVStream> video, Optional<AVStream> audio) {}

        @Override
        public void packet(AVPacket packet, boolean ofVideo, OptionalLong mediaMicros) {}

        @Override
        public void closed() {}

        @Override
        public Optional<String> segment(long epoch, long index, long firstMediaMicros, long endMediaMicros) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /**
     * A second is about to be published; also after {@link #closed}, for the seconds that the end of the source sets free.
     *
     * @param epoch its epoch
     * @param index its index
     * @param firstMediaMicros where it starts on the source's time line (as of {@link #packet}), microseconds
     * @param endMediaMicros where it ends there, exclusive
     * @return what goes into the segment's {@code clip}; empty where nothing of it is kept
     */
    Optional<String> segment(long epoch, long index, long firstMediaMicros, long endMediaMicros);

    /** No segment follows. */
    @Override
    void close();
}
