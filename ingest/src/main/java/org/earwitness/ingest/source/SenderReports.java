package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avformat.av_stream_get_parser;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVProducerReferenceTime;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * What RTCP's sender reports say about a stream over RTP: from the first report on FFmpeg names with each packet when it was
 * recorded. That tells where media is in UTC, and how far apart the tracks are: the PTS do not, because FFmpeg starts each track
 * at 0 with its first packet, and the first packets of two tracks are not of one instant.
 *
 * <p>Owns its native memory; one thread.
 */
final class SenderReports implements AutoCloseable {
    /** How often a track is looked at, microseconds of media. */
    private static final long EVERY_MICROS = 200_000;

    /** What reports are rounded by and jitter; a smaller change of the distance is none. */
    private static final long JITTER_MICROS = 5_000;

    /** Tracks further apart are not on one clock, whatever their reports say. */
    private static final long FURTHEST_MICROS = 1_000_000;

    /** One track's newest report. */
    record Report(long ptsMicros, long utcMicros) {
        private long offset() {
            return utcMicros - ptsMicros;
        }
    }

    private final Track pictures = new Track();
    private final Track sound = new Track();
    private final SizeTPointer size = new SizeTPointer(1);
    private Optional<Report> video = Optional.empty();
    private Optional<Report> audio = Optional.empty();
    private long audioShift;

    /** Takes a packet of a track. */
    void packet(AVPacket packet, AVStream stream, boolean ofVideo, long ptsMicros) {
        Track track = ofVideo ? pictures : sound;
        if (track.hasAhead) {
            track.hasAhead = false;
            read(ofVideo, ptsMicros, track.utcAhead);
            return;
        }
        Optional<Report> last = ofVideo ? video : audio;
        if (last.isPresent() && Math.abs(ptsMicros - last.get().ptsMicros()) < EVERY_MICROS) {
            return;
        }
        BytePointer found = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, size);
        if (found == null || found.isNull()) {
            return;
        }
        long utc = new AVProducerReferenceTime(found).wallclock();
        if (isAhead(stream)) {
            track.hasAhead = true;
            track.utcAhead = utc;
        } else {
            read(ofVideo, ptsMicros, utc);
        }
    }

    /**
     * Whether FFmpeg names the time of the packet after this one: where it puts frames together itself, a frame is whole when the
     * next begins, and it is given what came with that.
     */
    private static boolean isAhead(AVStream stream) {
        AVCodecParserContext parser = av_stream_get_parser(stream);
        return parser != null
                && !parser.isNull()
                && (parser.flags() & AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES) == 0;
    }

    /** The time of the packet that comes next, while it has not come. */
    private static final class Track {
        private boolean hasAhead;
        private long utcAhead;
    }

    /** Takes what a report says: this PTS was recorded then. */
    void read(boolean ofVideo, long ptsMicros, long utcMicros) {
        Optional<Report> report = Optional.of(new Report(ptsMicros, utcMicros));
        if (ofVideo) {
            video = report;
        } else {
            audio = report;
        }
        if (video.isPresent() && audio.isPresent()) {
            long apart = audio.get().offset() - video.get().offset();
            boolean believed = Math.abs(apart) <= FURTHEST_MICROS;
            if (believed && Math.abs(apart - audioShift) > JITTER_MICROS) {
                audioShift = apart;
            }
        }
    }

    /** What is to be added to the PTS of sound so that it stands where the picture of the same instant does, microseconds. */
    long audioShiftMicros() {
        return audioShift;
    }

    /** The newest report, of the picture if there is one. */
    Optional<Report> newest() {
        return video.isPresent() ? video : audio;
    }

    /** Whether the newest report is one of the picture. */
    boolean isOfVideo() {
        return video.isPresent();
    }

    @Override
    public void close() {
        size.deallocate();
    }
}
