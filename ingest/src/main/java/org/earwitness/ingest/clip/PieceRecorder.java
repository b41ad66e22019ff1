package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.earwitness.schemas.ClipReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the packets of one opened source into pieces. A piece begins at a key frame of the picture, or at any packet where there is
 * no picture, so that each can be read alone; the packets of a track, over all pieces, are those of the source in its order.
 */
final class PieceRecorder implements ClipRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(PieceRecorder.class);

    /** A picture whose key frames are further apart than this many pieces is cut anywhere. */
    private static final int MOST_PIECES_A_KEY_FRAME = 6;

    private static final int MOST_WAITING_NOTES = 256;

    private final ClipStore store;
    private final String stream;
    private final String recording;
    private final long pieceMicros;
    private final ClipMeters meters;
    private final Coverage coverage = new Coverage();
    private final Deque<PieceNote> waitingNotes = new ArrayDeque<>();
    private Optional<KeptTrack> video = Optional.empty();
    private Optional<KeptTrack> audio = Optional.empty();
    private @Nullable PieceMuxer muxer;
    private @Nullable PieceWriter writer;
    private int number;
    private long pieceStart;
    private long pieceEnd;
    /** The first packet that could not begin a piece, or the end of a piece that was given up. */
    private OptionalLong waitingSince = OptionalLong.empty();

    private boolean timeMissing;

    PieceRecorder(ClipStore store, String stream, String recording, long pieceMillis, ClipMeters meters) {
        this.store = store;
        this.stream = stream;
        this.recording = recording;
        this.pieceMicros = pieceMillis * 1_000;
        this.meters = meters;
    }

    @Override
    public void opened(Optional<AVStream> videoStream, Optional<AVStream> audioStream) {
        endMedia();
        forgetTracks();
        video = videoStream.flatMap(found -> kept(found, true));
        audio = audioStream.flatMap(found -> kept(found, false));
        waitingSince = OptionalLong.empty();
    }

    private Optional<KeptTrack> kept(AVStream found, boolean ofVideo) {
        KeptTrack track = new KeptTrack(found, ofVideo);
        if (PieceMuxer.takes(track)) {
            return Optional.of(track);
        }
        LOG.warn("stream {}: its {} track is not kept in clips: no piece can hold it", stream, track.codec());
        meters.gap(ClipMeters.Gap.MEDIA);
        track.close();
        return Optional.empty();
    }

    @Override
    public void packet(AVPacket packet, boolean ofVideo, OptionalLong mediaMicros) {
        Optional<KeptTrack> track = ofVideo ? video : audio;
        if (track.isEmpty()) {
            return;
        }
        if (mediaMicros.isEmpty()) {
            missTime();
            return;
        }
        try {
            keep(packet, track.orElseThrow(), mediaMicros.getAsLong());
        } catch (ClipFailed | RuntimeException e) { // whatever is wrong here must not end the stream
            meters.gap(ClipMeters.Gap.MEDIA);
            LOG.warn("stream {}: piece {} of its clip is given up, the stream goes on", stream, number, e);
            giveUp(mediaMicros.getAsLong());
        }
    }

    private void missTime() {
        if (!timeMissing) {
            timeMissing = true;
            meters.gap(ClipMeters.Gap.MEDIA);
            LOG.warn("stream {}: packets without time stamps are not kept in clips", stream);
        }
    }

    private void keep(AVPacket packet, KeptTrack track, long at) throws ClipFailed {
        boolean changed = track.changesWith(packet);
        boolean clean = video.isEmpty() || (track.isVideo() && (packet.flags() & AV_PKT_FLAG_KEY) != 0);
        if (muxer == null) {
            if (!mayBegin(clean, at)) {
                return;
            }
            begin(at);
        } else if (changed || isLong(at, clean)) {
            endMedia();
            begin(at);
        }
        PieceMuxer running = muxer;
        PieceWriter sink = writer;
        if (running == null || sink == null) {
            return;
        }
        running.write(packet, track, at);
        if (sink.isGivenUp()) { // counted and logged by the store
            giveUp(at);
            return;
        }
        pieceEnd = Math.max(pieceEnd, at);
        coverage.reached(at);
    }

    private boolean isLong(long at, boolean clean) {
        long length = at - pieceStart;
        return length >= pieceMicros * MOST_PIECES_A_KEY_FRAME || (clean && length >= pieceMicros);
    }

    /** Sound waits for the first key frame; but a picture that never comes does not keep the sound from being kept. */
    private boolean mayBegin(boolean clean, long at) {
        if (waitingSince.isEmpty()) {
            waitingSince = OptionalLong.of(at);
        }
        return clean || at - waitingSince.getAsLong() >= pieceMicros;
    }

    private void begin(long at) throws ClipFailed {
        leaveWriter();
        number++;
        PieceWriter fresh = store.begin(new PieceName(stream, recording, number));
        writer = fresh;
        fresh.note(new PieceNote.Begin(at));
        while (!waitingNotes.isEmpty()) {
            fresh.note(waitingNotes.removeFirst());
        }
        List<KeptTrack> tracks = new ArrayList<>();
        video.ifPresent(tracks::add);
        audio.ifPresent(tracks::add);
        muxer = new PieceMuxer(tracks, fresh);
        pieceStart = at;
        pieceEnd = at;
        if (!coverage.isOpen()) {
            coverage.begin(at);
        }
        waitingSince = OptionalLong.empty();
    }

    /** The piece ends in order. */
    private void endMedia() {
        PieceMuxer ending = muxer;
        PieceWriter sink = writer;
        muxer = null;
        if (ending == null || sink == null) {
            return;
        }
        try {
            ending.end();
            sink.note(new PieceNote.End(pieceEnd));
        } catch (ClipFailed e) {
            LOG.debug("stream {}: piece {} has no end", stream, number, e);
        } finally {
            ending.close();
            sink.finish();
        }
    }

    /** The piece breaks off; the next begins at a key frame, and not at once. */
    private void giveUp(long at) {
        PieceMuxer ending = muxer;
        muxer = null;
        if (ending != null) {
            ending.close();
        }
        if (writer != null) {
            writer.finish();
        }
        leaveWriter();
        coverage.end();
        waitingSince = OptionalLong.of(at);
    }

    private void leaveWriter() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    @Override
    public void closed() {
        endMedia();
    }

    @Override
    public Optional<String> segment(long epoch, long index, long firstMediaMicros, long endMediaMicros) {
        if (index < 0 || !coverage.touches(firstMediaMicros, endMediaMicros)) {
            return Optional.empty();
        }
        PieceNote.Second note = new PieceNote.Second(epoch, index, firstMediaMicros, endMediaMicros);
        PieceWriter sink = writer;
        if (sink != null && !sink.isGivenUp()) {
            sink.note(note);
        } else {
            waitingNotes.addLast(note);
            if (waitingNotes.size() > MOST_WAITING_NOTES) {
                waitingNotes.removeFirst();
            }
        }
        String reference = new ClipReference(stream, epoch, index, index, store.name()).toString();
        return Optional.of(reference).filter(text -> text.length() <= ClipReference.MOST_CHARACTERS);
    }

    @Override
    public void close() {
        endMedia();
        leaveWriter();
        forgetTracks();
    }

    private void forgetTracks() {
        video.ifPresent(KeptTrack::close);
        audio.ifPresent(KeptTrack::close);
        video = Optional.empty();
        audio = Optional.empty();
    }
}
