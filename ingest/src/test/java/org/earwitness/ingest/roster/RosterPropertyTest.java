package org.earwitness.ingest.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;

/** Laws of the difference between two lists of streams. */
final class RosterPropertyTest {

    @Property
    void carryingOutAChangeGivesExactlyTheNextList(@ForAll("rosters") Roster before, @ForAll("rosters") Roster next) {
        RosterChange change = before.changeTo(next);

        Map<String, StreamDefinition> running = new HashMap<>(before.streams());
        change.stop().forEach(running::remove);
        change.restart().forEach(definition -> running.replace(definition.stream(), definition));
        change.start().forEach(definition -> running.putIfAbsent(definition.stream(), definition));

        assertThat(new Roster(running)).isEqualTo(next);
    }

    @Property
    void whatIsTheSameInBothListsIsNotTouched(@ForAll("rosters") Roster before, @ForAll("rosters") Roster next) {
        RosterChange change = before.changeTo(next);

        Set<String> touched = new HashSet<>(change.stop());
        change.restart().forEach(definition -> touched.add(definition.stream()));
        change.start().forEach(definition -> touched.add(definition.stream()));
        assertThat(touched)
                .as("each stream is in one part at most")
                .hasSize(change.stop().size()
                        + change.restart().size()
                        + change.start().size());
        before.streams().forEach((name, definition) -> {
            if (definition.equals(next.streams().get(name))) {
                assertThat(touched).doesNotContain(name);
            }
        });
    }

    @Property
    void aListDoesNotDifferFromItself(@ForAll("rosters") Roster roster) {
        assertThat(roster.changeTo(new Roster(new TreeMap<>(roster.streams()))).isEmpty())
                .isTrue();
    }

    /** Few names and few definitions, so that lists overlap. */
    @Provide
    Arbitrary<Roster> rosters() {
        Arbitrary<String> names = Arbitraries.of("gate", "yard", "shore", "call", "sill");
        Arbitrary<String> addresses = Arbitraries.of("rtsp://a/1", "rtsp://b/2", "clip.mp4");
        return Arbitraries.maps(names, addresses).ofMaxSize(5).map(map -> {
            Map<String, StreamDefinition> streams = new TreeMap<>();
            map.forEach((name, address) ->
                    streams.put(name, StreamDefinition.of(name, address, UsualPlayback.of(address))));
            return new Roster(streams);
        });
    }

    @Property
    void aPlaylistIsLiveWhereverItsQueryLeads(@ForAll("queries") String query) {
        assertThat(UsualPlayback.of("https://host/a/live.m3u8" + query)).isEqualTo(Playback.LIVE);
        assertThat(UsualPlayback.of("https://host/a/clip.mp4" + query)).isEqualTo(Playback.ONCE);
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.of("", "?t=1", "?file=x.mp4", "#part", "?u=http://other/x.m3u8");
    }
}
