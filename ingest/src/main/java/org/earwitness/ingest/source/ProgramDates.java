package org.earwitness.ingest.source;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where HLS media is in UTC by the dates of its playlist. FFmpeg reads the playlist and passes over the dates, but it says so, and
 * it says which segment it opens: so the playlist is got a second time when there are dates in it, and the first key frame after
 * a segment was opened is the first of that segment.
 *
 * <p>The playlist is got on a thread of its own, so reading never waits for it. Everything else belongs to the reading thread.
 */
final class ProgramDates {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramDates.class);

    private static final String SEGMENT = "HLS request for url '";
    private static final String DATED = "Skip ('#EXT-X-PROGRAM-DATE-TIME";
    private static final int MOST_LISTS = 8;
    private static final int MOST_FAILURES = 3;
    private static final long WAIT_MILLIS = 2_000;

    /** Gets a playlist; waits for it. */
    @FunctionalInterface
    interface Fetch {
        Playlist get(String address) throws IOException;
    }

    private final Set<String> lists = new LinkedHashSet<>();
    private Optional<Fetch> fetch = Optional.empty();
    private Optional<CompletableFuture<Optional<Playlist>>> underWay = Optional.empty();
    private Optional<Playlist> playlist = Optional.empty();
    private Optional<String> opened = Optional.empty();
    private Optional<String> begun = Optional.empty();
    private Optional<SenderReports.Report> newest = Optional.empty();
    private long begunMicros;
    private boolean dated;
    private int failures;

    /** How playlists are got; before the source is opened. */
    void fetchBy(Fetch by) {
        fetch = Optional.of(by);
    }

    /** The source opens an address; before its first segment these are playlists. */
    void opening(String address) {
        if (opened.isEmpty() && lists.size() < MOST_LISTS && address.startsWith("http")) {
            lists.add(address);
        }
    }

    /** FFmpeg said something. */
    void heard(String line) {
        if (line.startsWith(DATED)) {
            dated = true;
        } else if (line.startsWith(SEGMENT)) {
            int end = line.lastIndexOf("', offset");
            if (end > SEGMENT.length()) {
                opened = Optional.of(line.substring(SEGMENT.length(), end));
                ask();
            }
        }
    }

    private void ask() {
        boolean known = opened.isPresent()
                && playlist.isPresent()
                && playlist.get().utcMicros(opened.get()).isPresent();
        if (!dated || known || underWay.isPresent() || fetch.isEmpty() || failures >= MOST_FAILURES) {
            return;
        }
        CompletableFuture<Optional<Playlist>> answer = new CompletableFuture<>();
        underWay = Optional.of(answer);
        Set<String> asked = Set.copyOf(lists);
        String segment = opened.orElse("");
        Fetch by = fetch.get();
        Thread thread = new Thread(() -> answer.complete(first(asked, segment, by)), "earwitness-playlist");
        thread.setDaemon(true);
        thread.start();
    }

    private static Optional<Playlist> first(Set<String> lists, String segment, Fetch by) {
        for (String list : lists) {
            try {
                Playlist found = by.get(list);
                if (found.utcMicros(segment).isPresent()) {
                    return Optional.of(found);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("the dates of a playlist cannot be had: {}", MediaAddress.withoutSecrets(list + ": " + e));
            }
        }
        return Optional.empty();
    }

    /** Takes a packet; the first key frame after a segment was opened is that segment's first. */
    void packet(boolean isKey, long ptsMicros) {
        if (isKey && opened.isPresent() && !opened.equals(begun)) {
            begun = opened;
            begunMicros = ptsMicros;
        }
        if (underWay.isPresent() && underWay.get().isDone()) {
            arrived(underWay.get().getNow(Optional.empty()));
        }
        if (begun.isPresent() && playlist.isPresent()) {
            OptionalLong date = playlist.get().utcMicros(begun.get());
            if (date.isPresent()) {
                newest = Optional.of(new SenderReports.Report(begunMicros, date.getAsLong()));
            }
        }
    }

    private void arrived(Optional<Playlist> answer) {
        underWay = Optional.empty();
        failures = answer.isPresent() ? 0 : failures + 1;
        if (answer.isPresent()) {
            playlist = answer;
        }
    }

    /** Whether the playlist is still on its way. */
    boolean isPending() {
        return underWay.isPresent() && !underWay.get().isDone();
    }

    /** Waits a little for the playlist, because nothing else is left to wait for. */
    void await() {
        if (underWay.isEmpty()) {
            return;
        }
        try {
            arrived(underWay.get().get(WAIT_MILLIS, TimeUnit.MILLISECONDS));
            packet(false, begunMicros);
        } catch (TimeoutException | ExecutionException e) {
            underWay = Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When the first frame of the newest segment was recorded. */
    Optional<SenderReports.Report> newest() {
        return newest;
    }
}
