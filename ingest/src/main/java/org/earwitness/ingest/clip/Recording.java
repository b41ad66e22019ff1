package org.earwitness.ingest.clip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is kept of one opening of a source, with the segments of one epoch that were made of it.
 *
 * @param store the store that has it
 * @param epoch the epoch
 * @param pieces its pieces, in order
 * @param seconds where each segment is on the source's time line
 */
record Recording(String store, long epoch, List<KeptPiece> pieces, TreeMap<Long, PieceNote.Second> seconds) {
    private static final long SECOND_MICROS = 1_000_000;

    /** Sound may come so much after the picture it belongs to, or before. */
    private static final long MOST_LEAD_MICROS = 11 * SECOND_MICROS;

    /**
     * Where a clip is on the source's time line.
     *
     * @param fromMicros its start
     * @param toMicros its end, exclusive
     * @param remarks what is not as it was wanted
     */
    record Stretch(long fromMicros, long toMicros, List<String> remarks) {}

    /**
     * The newest recording that has any of the wanted segments.
     *
     * @throws ClipFailed when there is none, with the reason
     */
    static Recording find(List<FolderClipStore> stores, ClipRequest request) throws ClipFailed {
        List<Recording> all = new ArrayList<>();
        for (FolderClipStore store : stores) {
            Map<String, List<KeptPiece>> recordings = store.pieces(request.stream()).stream()
                    .collect(Collectors.groupingBy(
                            piece -> piece.name().recording(), TreeMap::new, Collectors.toList()));
            recordings.forEach((name, pieces) -> all.addAll(of(store.name(), pieces)));
        }
        if (all.isEmpty()) {
            throw new ClipFailed("nothing of stream " + request.stream() + " is kept in "
                    + stores.stream().map(FolderClipStore::name).collect(Collectors.joining(", "))
                    + ". Either its clips were never kept, or they were too old and are gone");
        }
        List<Recording> ofEpoch = all.stream()
                .filter(one -> request.epoch().isEmpty() || request.epoch().getAsLong() == one.epoch())
                .toList();
        Comparator<Recording> byAge =
                Comparator.comparing(one -> one.pieces().get(0).name().recording());
        return ofEpoch.stream()
                .filter(one -> one.hasAnyOf(request))
                .max(byAge.thenComparing(Recording::epoch))
                .orElseThrow(() -> none(ofEpoch.isEmpty() ? all : ofEpoch, request));
    }

    /** One for each epoch that a recording has segments of. */
    private static List<Recording> of(String store, List<KeptPiece> pieces) {
        Map<Long, TreeMap<Long, PieceNote.Second>> byEpoch = new TreeMap<>();
        for (KeptPiece piece : pieces) {
            for (PieceNote note : piece.notes()) {
                if (note instanceof PieceNote.Second second) {
                    byEpoch.computeIfAbsent(second.epoch(), epoch -> new TreeMap<>())
                            .put(second.index(), second);
                }
            }
        }
        return byEpoch.entrySet().stream()
                .map(entry -> new Recording(store, entry.getKey(), pieces, entry.getValue()))
                .toList();
    }

    private boolean hasAnyOf(ClipRequest request) {
        Long first = seconds.ceilingKey(request.firstIndex());
        return first != null && first <= request.lastIndex();
    }

    private static ClipFailed none(List<Recording> others, ClipRequest request) {
        String wanted = "segments " + request.firstIndex() + " to " + request.lastIndex() + " of stream "
                + request.stream()
                + (request.epoch().isPresent() ? ", epoch " + request.epoch().getAsLong() + "," : "");
        String kept = others.stream()
                .map(one -> "epoch " + one.epoch() + ": " + one.seconds().firstKey() + " to "
                        + one.seconds().lastKey())
                .distinct()
                .limit(5)
                .collect(Collectors.joining("; "));
        return new ClipFailed(wanted + " are not kept; what is kept is " + kept
                + ". Older pieces are removed: keep more with ingest.clips.keepMillis and ingest.clips.keepBytes");
    }

    /** Where the wanted segments are, padding included. */
    Stretch stretch(ClipRequest request) {
        long firstIndex = seconds.ceilingKey(request.firstIndex());
        long lastIndex = seconds.floorKey(request.lastIndex());
        List<String> remarks = new ArrayList<>();
        if (firstIndex > request.firstIndex()) {
            remarks.add("segments " + request.firstIndex() + " to " + (firstIndex - 1) + " are not kept");
        }
        if (lastIndex < request.lastIndex()) {
            remarks.add("segments " + (lastIndex + 1) + " to " + request.lastIndex() + " are not kept");
        }
        long padding = request.paddingSeconds() * SECOND_MICROS;
        return new Stretch(
                second(firstIndex).firstMicros() - padding, second(lastIndex).endMicros() + padding, remarks);
    }

    private PieceNote.Second second(long index) {
        return Optional.ofNullable(seconds.get(index)).orElseThrow();
    }

    /** The pieces that have the media of a stretch: those that reach into it, and a neighbour on each side. */
    List<KeptPiece> around(Stretch stretch) {
        int first = 0;
        int last = pieces.size() - 1;
        for (int i = 0; i < pieces.size(); i++) {
            OptionalLong begin = begin(pieces.get(i));
            if (begin.isPresent() && begin.getAsLong() <= stretch.fromMicros()) {
                first = Math.max(0, i - 1);
            }
            if (begin.isPresent() && begin.getAsLong() > stretch.toMicros() + MOST_LEAD_MICROS) {
                last = Math.min(last, i);
            }
        }
        return List.copyOf(pieces.subList(first, last + 1));
    }

    private static OptionalLong begin(KeptPiece piece) {
        return piece.notes().stream()
                .filter(PieceNote.Begin.class::isInstance)
                .mapToLong(note -> ((PieceNote.Begin) note).mediaMicros())
                .findFirst();
    }
}
