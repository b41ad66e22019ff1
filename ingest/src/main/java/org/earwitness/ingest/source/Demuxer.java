package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's reader of one container: opens it, picks the best picture and the best sound track, gives their packets and discards
 * all others. Every call that may wait has a deadline. Owns its native memory; one thread.
 */
final class Demuxer implements AutoCloseable {
    /** What FFmpeg takes for media and nobody would call a stream: text drawn as a terminal, single pictures. */
    private static final Set<String> TEXTS = Set.of("tty", "ffmetadata", "bin", "xbin", "adf", "idf");

    /** A container with more tracks than this is made to fill the memory. */
    private static final int MOST_STREAMS = 64;

    /** How FFmpeg announces a connection, with the numeric address and the port behind it. */
    private static final String CONNECTING = "Starting connection attempt to ";

    private static final HostLookup HOSTS = new HostLookup(InetAddress::getAllByName);

    /** Reads that may fail in a row before the media counts as unreadable. */
    private static final int MOST_BAD_READS = 256;

    /** What a read gave. */
    enum Read {
        PACKET,
        CORRUPT,
        END
    }

    private final MediaAddress address;
    private final SourceSettings settings;
    private final SourceLimits limits;
    private final ReadDeadline deadline;
    private final Optional<ProgramDates> dates;
    private final NumericHosts numeric;
    private final LogLines log = new LogLines(this::announced, this::unheard);
    private final AVPacket packet = av_packet_alloc();
    private Optional<NestedOpens> opens = Optional.empty();
    private Optional<Reach> reach = Optional.empty();
    private Optional<String> refusedAddress = Optional.empty();
    private Optional<MediaFailure> untrusted = Optional.empty();
    private @Nullable AVFormatContext context;
    private Optional<AVStream> video = Optional.empty();
    private Optional<AVStream> audio = Optional.empty();
    private int badReads;

    Demuxer(
            MediaAddress address,
            SourceSettings settings,
            SourceLimits limits,
            ReadDeadline deadline,
            Optional<ProgramDates> dates) {
        this.dates = dates;
        this.address = address;
        this.settings = settings;
        this.limits = limits;
        this.deadline = deadline;
        this.numeric = new NumericHosts(settings, deadline);
    }

    /** Opens the media and picks its tracks. */
    void open() throws MediaFailure {
        deadline.start(limits.openTimeoutMillis());
        OpenOptions options = OpenOptions.of(address, settings);
        if (address.host().isPresent()) {
            Reach allowed = Reach.of(HOSTS.addresses(address.host().get(), deadline));
            reach = Optional.of(allowed);
            dates.ifPresent(known -> known.fetchBy(new PlaylistFetch(settings, allowed)::get));
        }
        numeric.check(address.text(), this::mayReach);
        log.listen();
        AVFormatContext fresh = avformat_alloc_context();
        fresh.max_streams(MOST_STREAMS);
        deadline.guard(fresh);
        NestedOpens nested = new NestedOpens(options.ofTls(), this::opening);
        opens = Optional.of(nested);
        nested.guard(fresh);
        AVDictionary dictionary = options.dictionary();
        int code = avformat_open_input(fresh, address.forFfmpeg(), null, dictionary);
        if (code < 0) { // the library freed the context itself
            av_dict_free(dictionary);
            throw failure(code, limits.openTimeoutMillis());
        }
        context = fresh;
        options.refuseUnused(dictionary);
        refuseStills(fresh.iformat().name().getString());
        discardUnwanted(fresh);
        code = avformat_find_stream_info(fresh, (AVDictionary) null);
        if (code < 0 || deadline.hasPassed()) {
            throw failure(code, limits.openTimeoutMillis());
        }
        pickTracks(fresh);
    }

    private boolean mayReach(InetAddress numericAddress) {
        return reach.isEmpty() || reach.get().allows(numericAddress);
    }

    /** Hears what FFmpeg is about to open for this source; what is thrown makes it fail. */
    private void opening(String url) {
        try {
            numeric.check(url, this::mayReach);
        } catch (MediaFailure e) {
            untrusted = Optional.of(e);
            throw new IllegalStateException(e);
        }
        dates.ifPresent(known -> known.opening(url));
    }

    private void announced(String line) {
        if (line.startsWith(CONNECTING)) {
            String rest = line.substring(CONNECTING.length());
            connecting(rest.contains(" port ") ? rest.substring(0, rest.indexOf(" port ")) : rest);
        } else if (dates.isPresent()) {
            dates.get().heard(line);
        }
    }

    /** What was not heard to its end may have been an address that must not be reached. */
    private void unheard(Throwable failure) {
        refusedAddress = Optional.of("somewhere (" + failure + ")");
        deadline.refuse();
    }

    /** Hears where FFmpeg is about to connect to, after names are resolved and redirects followed. */
    private void connecting(String numeric) {
        try {
            if (reach.isPresent() && !reach.get().allows(InetAddress.getByName(numeric))) {
                refusedAddress = Optional.of(numeric);
                deadline.refuse();
            }
        } catch (UnknownHostException e) {
            refusedAddress = Optional.of(numeric);
            deadline.refuse();
        }
    }

    /** Before FFmpeg looks into the tracks, so that it does not wait for one that nobody wants. */
    private void discardUnwanted(AVFormatContext opened) {
        for (int index = 0; index < opened.nb_streams(); index++) {
            AVStream stream = opened.streams(index);
            if (!isWanted(stream.codecpar().codec_type())) {
                stream.discard(AVDISCARD_ALL);
            }
        }
    }

    private boolean isWanted(int type) {
        return type == AVMEDIA_TYPE_VIDEO
                ? settings.tracks().wantsVideo()
                : type == AVMEDIA_TYPE_AUDIO && settings.tracks().wantsAudio();
    }

    private static void refuseStills(String format) throws MediaFailure {
        if (TEXTS.contains(format)) {
            throw new MediaFailure(FailureCause.GARBAGE, "Invalid data found when processing input (it is text)");
        }
        if (format.equals("image2") || format.endsWith("_pipe")) {
            throw new MediaFailure(FailureCause.GARBAGE, "it is a single picture (" + format + "), not a recording");
        }
    }

    private void pickTracks(AVFormatContext opened) throws MediaFailure {
        video = isWanted(AVMEDIA_TYPE_VIDEO) ? bestVideo(opened) : Optional.empty();
        int sound = !isWanted(AVMEDIA_TYPE_AUDIO)
                ? -1
                : av_find_best_stream(
                        opened,
                        AVMEDIA_TYPE_AUDIO,
                        -1,
                        video.map(AVStream::index).orElse(-1),
                        (AVCodec) null,
                        0);
        audio = sound < 0 ? Optional.empty() : Optional.of(opened.streams(sound));
        if (video.isEmpty() && audio.isEmpty()) {
            throw new MediaFailure(FailureCause.NO_TRACKS, nothingWanted());
        }
        for (int index = 0; index < opened.nb_streams(); index++) {
            if (!isUsed(index)) {
                opened.streams(index).discard(AVDISCARD_ALL);
            }
        }
    }

    private String nothingWanted() {
        if (settings.tracks() == WantedTracks.BOTH) {
            return FailureCause.NO_TRACKS.words();
        }
        return "it has no " + (settings.tracks() == WantedTracks.VIDEO ? "picture" : "sound")
                + " track, and no other is wanted";
    }

    /** The best moving picture: the cover of an album is no track. */
    private static Optional<AVStream> bestVideo(AVFormatContext opened) {
        int best = av_find_best_stream(opened, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        if (best >= 0 && isMoving(opened.streams(best))) {
            return Optional.of(opened.streams(best));
        }
        for (int index = 0; index < opened.nb_streams(); index++) {
            AVStream stream = opened.streams(index);
            if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && isMoving(stream)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    private static boolean isMoving(AVStream stream) {
        return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
    }

    private boolean isUsed(int index) {
        return isVideo(index) || isAudio(index);
    }

    boolean isVideo(int index) {
        return video.isPresent() && video.get().index() == index;
    }

    boolean isAudio(int index) {
        return audio.isPresent() && audio.get().index() == index;
    }

    /** The picture track, if there is one. */
    Optional<AVStream> video() {
        return video;
    }

    /** The sound track, if there is one. */
    Optional<AVStream> audio() {
        return audio;
    }

    /** FFmpeg's name of what carries the tracks; empty before it is open. */
    String container() {
        return context == null ? "" : context.iformat().name().getString();
    }

    /** How long the container says it is, microseconds; empty for live streams. */
    OptionalLong durationMicros() {
        long duration = context == null ? AV_NOPTS_VALUE : context.duration();
        return duration == AV_NOPTS_VALUE || duration <= 0 ? OptionalLong.empty() : OptionalLong.of(duration);
    }

    /** Reads the next packet of a track in use into {@link #packet}. */
    Read read() throws MediaFailure {
        while (true) {
            deadline.start(limits.readTimeoutMillis());
            log.listen();
            if (opens.isPresent()) {
                opens.get().listen();
            }
            av_packet_unref(packet);
            int code = av_read_frame(context, packet);
            if (code >= 0) {
                badReads = 0;
                if (isUsed(packet.stream_index())) {
                    return Read.PACKET;
                }
            } else if (code == AVERROR_EOF() && !deadline.hasPassed()) {
                return Read.END;
            } else {
                return corruptOrOver(code);
            }
        }
    }

    private Read corruptOrOver(int code) throws MediaFailure {
        boolean passing = code == AVERROR_INVALIDDATA() || code == AVERROR_EAGAIN();
        if (deadline.hasPassed() || !passing || ++badReads > MOST_BAD_READS) {
            throw failure(code, limits.readTimeoutMillis());
        }
        return Read.CORRUPT;
    }

    /** Refuses media whose decoder has just said that its frames are too large for it. */
    void refuseTooLarge() throws MediaFailure {
        for (String line : log.lines()) {
            if (line.contains("exceeds specified max pixel count")) {
                throw new MediaFailure(
                        FailureCause.LIMIT,
                        "its frames are larger than maxDimension (" + limits.maxDimension() + ") allows (" + line
                                + ")");
            }
        }
    }

    /** The packet of the last read; valid until the next. */
    AVPacket packet() {
        return packet;
    }

    private MediaFailure failure(int code, long timeoutMillis) {
        if (deadline.isInterrupted()) {
            return new MediaFailure(FailureCause.STOPPED, "it was stopped");
        }
        if (untrusted.isPresent()) {
            return untrusted.get();
        }
        if (deadline.isRefused()) {
            return new MediaFailure(
                    FailureCause.PROTOCOL,
                    "it leads to " + refusedAddress.orElse("an address")
                            + ", which only this machine or its link reaches; a source elsewhere may not name that");
        }
        // A read that is cut short may give what it had; the library then says so of the next one, whose deadline is
        // new.
        if (deadline.hasPassed() || code == AVERROR_EXIT()) {
            return new MediaFailure(FailureCause.TIMEOUT, "nothing received for " + timeoutMillis + " ms");
        }
        return Causes.failure(Ffmpeg.reason(code), log.lines(), address.isUrl());
    }

    @Override
    public void close() {
        av_packet_free(packet);
        if (context != null) {
            // Closing may talk to the other side (RTSP's TEARDOWN): that, too, has a deadline.
            deadline.start(limits.readTimeoutMillis());
            avformat_close_input(context);
            context = null;
        }
        log.close();
        opens.ifPresent(NestedOpens::close);
    }
}
