package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.earwitness.ingest.segment.Timeline.Breaks;
import org.earwitness.ingest.segment.Timeline.Track;

class TimelinePropertyTest {
    private static final long SECOND = 1_000_000;
    private static final long FRAME = SECOND / 25;
    private static final long WRAP = (1L << 33) * 100 / 9;

    @Property(tries = 200)
    void wrappingAroundChangesNoPlace(
            @ForAll @LongRange(min = -60_000_000, max = 60_000_000) long start,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int leadFrames) {
        Random random = new Random(seed);
        long origin = Math.floorMod(start, WRAP);
        Timeline wrapped = new Timeline(origin, Breaks.LIVE);
        Timeline endless = new Timeline(origin, Breaks.LIVE);
        long video = 0;
        long audio = 0;
        for (int packet = 0; packet < 3_000; packet++) {
            boolean picture = video <= audio || video - audio < random.nextInt(leadFrames) * FRAME;
            Track track = picture ? Track.VIDEO : Track.AUDIO;
            long at = origin + (picture ? video : audio);
            if (random.nextInt(50) == 0) {
                continue; // lost, so that wraps fall into holes too
            }
            assertThat(wrapped.place(track, at % WRAP, FRAME)).isEqualTo(endless.place(track, at, FRAME));
            video += picture ? FRAME : 0;
            audio += picture ? 0 : FRAME;
        }
        assertThat(wrapped.steps()).isZero();
    }

    @Property(tries = 200)
    void whateverThePtsNoTrackLeapsAheadOrFarBack(@ForAll long seed) {
        Random random = new Random(seed);
        Timeline live = new Timeline(0, Breaks.LIVE);
        long pts = 0;
        Map<Track, Long> ends = new EnumMap<>(Track.class);
        for (int packet = 0; packet < 2_000; packet++) {
            pts = switch (random.nextInt(30)) {
                case 0 -> random.nextLong(WRAP);
                case 1 -> pts - random.nextLong(3 * SECOND);
                case 2 -> pts; // a duplicate
                default -> pts + FRAME;
            };
            Track track = random.nextBoolean() ? Track.VIDEO : Track.AUDIO;
            long reach = ends.values().stream().mapToLong(Long::longValue).max().orElse(0);
            long end = ends.getOrDefault(track, 0L);
            long at = live.place(track, pts, FRAME);

            assertThat(at).isBetween(end - SECOND, Math.max(0, reach) + 10 * SECOND);
            // A track may begin a little below 0, and is measured from there.
            ends.merge(track, at + FRAME, Math::max);
        }
    }

    @Property(tries = 200)
    void aDuplicateGoesWhereItsOriginalWent(@ForAll long seed) {
        Random random = new Random(seed);
        Timeline live = new Timeline(0, Breaks.LIVE);
        for (long pts = 0; pts < 60 * SECOND; pts += FRAME) {
            long at = live.place(Track.VIDEO, pts, FRAME);
            for (int copy = random.nextInt(3); copy > 0; copy--) {
                assertThat(live.place(Track.VIDEO, pts, FRAME)).isEqualTo(at);
            }
            assertThat(at).isEqualTo(pts);
        }
        assertThat(live.steps()).isZero();
    }
}
