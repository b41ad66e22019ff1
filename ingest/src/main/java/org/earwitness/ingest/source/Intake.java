package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way from the demuxer to the decoders: whoever keeps the original media sees each as it comes, the arrival of
 * live ones is measured, and those of the start are held until it is known when they were recorded. One thread.
 */
final class Intake implements AutoCloseable {
    private final Demuxer demuxer;
    private final Optional<LivePackets> live;
    private final Optional<PacketTap> tap;
    private final LongSupplier videoOffset;
    private final LongSupplier audioOffset;
    private Ffmpeg.TimeBase videoTimeBase = Ffmpeg.TimeBase.MICROSECONDS;
    private Ffmpeg.TimeBase audioTimeBase = Ffmpeg.TimeBase.MICROSECONDS;
    private @Nullable AVPacket released;
    private @Nullable ArrivalStamps stamps;
    private boolean tapOpen;
    private boolean ended;
    private volatile long lastDataNanos;
    private volatile boolean cameYet;
    private Optional<MediaFailure> failure = Optional.empty();

    /**
     * @param videoOffset how far the PTS of pictures is from their place on the time line, as far as it is known; microseconds
     * @param audioOffset the same of sound
     */
    Intake(
            Demuxer demuxer,
            Optional<LivePackets> live,
            Optional<PacketTap> tap,
            LongSupplier videoOffset,
            LongSupplier audioOffset) {
        this.demuxer = demuxer;
        this.live = live;
        this.tap = tap;
        this.videoOffset = videoOffset;
        this.audioOffset = audioOffset;
    }

    /** The demuxer has been opened, and its tracks are known. */
    void opened() {
        demuxer.video().ifPresent(track -> videoTimeBase = timeBase(track));
        demuxer.audio().ifPresent(track -> audioTimeBase = timeBase(track));
        if (tap.isPresent()) {
            tapOpen = true;
            tap.get().container(demuxer.container());
            tap.get().opened(demuxer.video(), demuxer.audio());
        }
    }

    private static Ffmpeg.TimeBase timeBase(AVStream track) {
        return Ffmpeg.TimeBase.of(track.time_base());
    }

    /** Gets the next packet of a track in use. */
    Demuxer.Read read() throws MediaFailure {
        freeReleased();
        while (true) {
            if (live.isPresent()) {
                Optional<AVPacket> oldest = live.get().released();
                if (oldest.isPresent()) {
                    released = oldest.get();
                    return Demuxer.Read.PACKET;
                }
            }
            Demuxer.Read read = ended ? Demuxer.Read.END : next();
            if (read == Demuxer.Read.PACKET) {
                lastDataNanos = System.nanoTime();
                cameYet = true;
                seen(demuxer.packet());
                if (live.isEmpty() || !live.get().isToBeHeld()) {
                    return read;
                }
                live.get().hold(demuxer.packet());
            } else if (read == Demuxer.Read.END && !ended) {
                ended = true;
                live.ifPresent(LivePackets::settleNow);
            } else {
                return read;
            }
        }
    }

    /** Reads on; a failure ends the media like its end does, once what is held has been given out. */
    private Demuxer.Read next() throws MediaFailure {
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            return demuxer.read();
        } catch (MediaFailure e) {
            if (live.isEmpty() || !live.get().holdsAny()) {
                throw e;
            }
            failure = Optional.of(e);
            live.get().settleNow();
            return Demuxer.Read.CORRUPT;
        }
    }

    /** When the last packet came; any thread. */
    OptionalLong lastDataNanos() {
        return cameYet ? OptionalLong.of(lastDataNanos) : OptionalLong.empty();
    }

    /** From now on packets are placed by when they come. */
    void stampBy(ArrivalStamps arrivals) {
        stamps = arrivals;
        live.ifPresent(LivePackets::stampedByArrival);
    }

    /** The packet of the last read; valid until the next. */
    AVPacket packet() {
        AVPacket oldest = released;
        return oldest == null ? demuxer.packet() : oldest;
    }

    private void seen(AVPacket packet) {
        if (tap.isEmpty() && live.isEmpty()) {
            return;
        }
        boolean ofVideo = demuxer.isVideo(packet.stream_index());
        OptionalLong place = OptionalLong.empty();
        if (packet.pts() != AV_NOPTS_VALUE) {
            ArrivalStamps arrivals = stamps;
            long pts = arrivals == null
                    ? (ofVideo ? videoTimeBase : audioTimeBase).micros(packet.pts())
                    : arrivals.at(System.nanoTime());
            // Of the few packets at a break of the PTS it is not known yet.
            long at = pts - (ofVideo ? videoOffset : audioOffset).getAsLong();
            place = OptionalLong.of(at);
            if (live.isPresent()) {
                AVStream stream = (ofVideo ? demuxer.video() : demuxer.audio()).get();
                live.get().arrived(packet, stream, ofVideo, at, pts);
            }
        }
        if (tap.isPresent()) {
            tap.get().packet(packet, ofVideo, place);
        }
    }

    private void freeReleased() {
        AVPacket done = released;
        if (done != null) {
            av_packet_free(done);
            released = null;
        }
    }

    /** No packet follows. */
    void over() {
        if (tapOpen) {
            tapOpen = false;
            tap.ifPresent(PacketTap::closed);
        }
    }

    @Override
    public void close() {
        over();
        freeReleased();
        live.ifPresent(LivePackets::close);
    }
}
