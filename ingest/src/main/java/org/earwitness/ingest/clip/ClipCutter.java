package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.earwitness.ingest.clip.CutPlan.Seen;
import org.earwitness.ingest.source.FfmpegSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts clips out of what is kept in a folder: both tracks by the numbers of segments, not re-encoded. Any thread. */
public final class ClipCutter {
    private static final Logger LOG = LoggerFactory.getLogger(ClipCutter.class);
    private static final String UNFINISHED = ".part";

    private final Path folder;

    /**
     * @param folder the folder of the stores, as it is configured where the streams are read
     * @throws IllegalStateException when FFmpeg's natives for this platform are not built in
     */
    public ClipCutter(Path folder) {
        FfmpegSource.load();
        this.folder = folder;
    }

    /**
     * Writes a clip.
     *
     * @param request which media
     * @param out where to; must not be there yet; its ending says the container
     * @throws ClipFailed when nothing of it is kept, or it cannot be written
     */
    public ClipReport cut(ClipRequest request, Path out) throws ClipFailed {
        ClipFile.checkName(out);
        if (Files.exists(out)) {
            throw new ClipFailed(out + " is there already. Name another file, or remove it first");
        }
        Recording recording = Recording.find(stores(), request);
        Recording.Stretch stretch = recording.stretch(request);
        List<KeptPiece> pieces = recording.around(stretch);
        List<Loaded> loaded = load(pieces);
        List<Seen> packets =
                loaded.stream().flatMap(piece -> piece.packets().stream()).toList();
        CutPlan plan = new CutPlan(packets, stretch.fromMicros(), stretch.toMicros(), ClipFile.isExact(out));
        if (plan.isEmpty()) {
            throw new ClipFailed(
                    "the media of stream " + request.stream() + ", segments " + request.firstIndex() + " to "
                            + request.lastIndex() + ", is not kept any more: it is older than what is left. "
                            + "Keep more with ingest.clips.keepMillis and ingest.clips.keepBytes");
        }
        Path unfinished = out.resolveSibling(out.getFileName() + UNFINISHED);
        String tracks;
        try {
            tracks = write(loaded, plan, out, unfinished);
            Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClipFailed("the clip cannot be written to " + out + ": " + e, e);
        } finally {
            unfinished.toFile().delete();
        }
        List<String> remarks = new ArrayList<>(stretch.remarks());
        remarks.addAll(plan.remarks());
        return new ClipReport(
                recording.epoch(),
                recording.store(),
                tracks,
                stretch.toMicros() - stretch.fromMicros(),
                Math.max(0, stretch.fromMicros() - plan.zeroMicros()),
                remarks);
    }

    private List<FolderClipStore> stores() throws ClipFailed {
        if (!Files.isDirectory(folder)) {
            throw new ClipFailed("there is no folder " + folder
                    + ". Say with --clips where the clips are kept (ingest.clips.folder where the streams are read)");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<FolderClipStore> stores = inside.filter(Files::isDirectory)
                    .sorted()
                    .map(store ->
                            FolderClipStore.toRead(folder, store.getFileName().toString()))
                    .toList();
            if (stores.isEmpty()) {
                throw new ClipFailed("nothing is kept in " + folder
                        + ". Set ingest.clips.folder where the streams are read, and wait for a few seconds of media");
            }
            return stores;
        } catch (IOException e) {
            throw new ClipFailed("the folder " + folder + " cannot be read: " + e, e);
        }
    }

    /** A piece and its packets. */
    private record Loaded(KeptPiece piece, TrackShape shape, List<Seen> packets) {}

    /** A piece that was cut off before its first packet, or is removed meanwhile, has none. */
    private static List<Loaded> load(List<KeptPiece> pieces) {
        List<Loaded> loaded = new ArrayList<>();
        for (KeptPiece piece : pieces) {
            try (PieceReader reader = new PieceReader(piece, false)) {
                List<Seen> packets = new ArrayList<>();
                while (reader.next()) {
                    packets.add(new Seen(reader.isVideo(), reader.mediaMicros(), reader.isKey()));
                }
                loaded.add(new Loaded(piece, TrackShape.of(reader), packets));
            } catch (ClipFailed e) {
                LOG.debug("a piece is left out", e);
            }
        }
        return loaded;
    }

    /** The pieces that a plan takes anything of, with the place of the first packet of each. */
    private static Map<Integer, Loaded> taken(List<Loaded> loaded, CutPlan plan) throws ClipFailed {
        Map<Integer, Loaded> taken = new LinkedHashMap<>();
        Optional<TrackShape> former = Optional.empty();
        int place = 0;
        for (Loaded piece : loaded) {
            int first = place;
            place += piece.packets().size();
            if (IntStream.range(first, place).anyMatch(plan::takes)) {
                if (former.isPresent() && !former.orElseThrow().equals(piece.shape())) {
                    throw new ClipFailed("stream " + piece.piece().name().stream() + " changed from "
                            + former.orElseThrow() + " to " + piece.shape()
                            + " in the middle, and one file cannot hold both. Cut the two parts each with "
                            + "--from and --to, without padding");
                }
                former = Optional.of(piece.shape());
                taken.put(first, piece);
            }
        }
        return taken;
    }

    private static String write(List<Loaded> loaded, CutPlan plan, Path out, Path unfinished) throws ClipFailed {
        Map<Integer, Loaded> taken = taken(loaded, plan);
        KeptPiece first = taken.values().iterator().next().piece();
        try (PieceReader described = new PieceReader(first, true);
                ClipFile file = ClipFile.open(out, unfinished, described.video(), described.audio())) {
            for (Map.Entry<Integer, Loaded> piece : taken.entrySet()) {
                int place = piece.getKey();
                try (PieceReader reader = new PieceReader(piece.getValue().piece(), false)) {
                    for (int end = place + piece.getValue().packets().size(); place < end && reader.next(); place++) {
                        if (plan.takes(place)) {
                            copy(reader, plan, place, file);
                        }
                    }
                }
            }
            file.end();
            return TrackShape.of(described).toString();
        }
    }

    private static void copy(PieceReader reader, CutPlan plan, int place, ClipFile file) throws ClipFailed {
        long micros = reader.mediaMicros() - plan.zeroMicros();
        if (reader.isVideo()) {
            file.picture(reader.packet(), micros, plan.decodeMicros(place) - plan.zeroMicros());
        } else {
            file.sound(reader.packet(), micros);
        }
    }

    /** What must stay the same in one file. */
    private record TrackShape(String words, List<Integer> bytes) {
        static TrackShape of(PieceReader reader) {
            List<String> words = new ArrayList<>();
            List<Integer> bytes = new ArrayList<>();
            reader.video().ifPresent(video -> {
                words.add(codec(video) + " " + video.width() + "x" + video.height());
                bytes.add(extradata(video));
            });
            reader.audio().ifPresent(audio -> {
                words.add(codec(audio) + " " + audio.sample_rate() + " Hz");
                bytes.add(extradata(audio));
            });
            return new TrackShape(String.join(" and ", words), bytes);
        }

        private static String codec(AVCodecParameters parameters) {
            return avcodec_get_name(parameters.codec_id()).getString();
        }

        private static int extradata(AVCodecParameters parameters) {
            byte[] bytes = new byte[parameters.extradata_size()];
            if (bytes.length > 0) {
                parameters.extradata().get(bytes);
            }
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
