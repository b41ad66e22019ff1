package org.earwitness.ingest.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;
import org.junit.jupiter.api.Test;

final class DutiesTest {
    private static final StreamDefinition GATE = StreamDefinition.live("gate", "rtsp://10.0.0.7/main");
    private static final StreamDefinition YARD = StreamDefinition.live("yard", "rtsp://10.0.0.8/main");

    private final Duties duties = new Duties("here");

    @Test
    void nothingIsStartedBeforeListAndStatesAreReadToTheirEnd() {
        duties.take(List.of(3));

        assertThat(duties.wanted(3, GATE)).isEmpty();
        assertThat(duties.heard(3, status("gate", "there", 70, StreamCondition.LIVE)))
                .isEmpty();
        assertThat(duties.begin(3)).containsExactly(new Order.Start(GATE, 71));
    }

    @Test
    void aStreamThatNobodyHasReadBeginsAtAnyEpoch() {
        duties.take(List.of(0));
        duties.wanted(0, GATE);

        assertThat(duties.begin(0)).containsExactly(new Order.Start(GATE, 0));
        assertThat(duties.begin(0)).as("a partition begins once").isEmpty();
    }

    @Test
    void ofOneStreamOnlyTheLastRecordCounts() {
        duties.take(List.of(0));
        StreamDefinition moved = StreamDefinition.live("gate", "rtsp://10.0.0.9/main");
        duties.wanted(0, GATE);
        duties.wanted(0, YARD);
        duties.wanted(0, moved);
        duties.unwanted(0, "yard");

        assertThat(duties.begin(0)).containsExactly(new Order.Start(moved, 0));
        assertThat(duties.streams()).isEqualTo(1);
    }

    @Test
    void onDutyARecordStartsAChangedOneRestartsAndAnEmptyOneStops() {
        duties.take(List.of(0));
        duties.begin(0);
        StreamDefinition moved = StreamDefinition.live("gate", "rtsp://10.0.0.9/main");

        assertThat(duties.wanted(0, GATE)).containsExactly(new Order.Start(GATE, 0));
        assertThat(duties.wanted(0, GATE)).as("the same again").isEmpty();
        duties.heard(0, status("gate", "here", 100, StreamCondition.LIVE));
        assertThat(duties.wanted(0, moved)).containsExactly(new Order.Stop("gate"), new Order.Start(moved, 101));
        assertThat(duties.unwanted(0, "gate")).containsExactly(new Order.Stop("gate"));
        assertThat(duties.unwanted(0, "gate")).isEmpty();
    }

    @Test
    void whatIsGivenUpIsStoppedAndNothingElse() {
        duties.take(List.of(0, 1));
        duties.wanted(0, GATE);
        duties.wanted(1, YARD);
        duties.begin(0);
        duties.begin(1);

        assertThat(duties.giveUp(List.of(1, 2))).containsExactly(new Order.Stop("yard"));
        assertThat(duties.streams()).isEqualTo(1);
        assertThat(duties.wanted(1, YARD)).as("a record that comes late").isEmpty();
    }

    @Test
    void aPartitionThatIsGivenUpBeforeItBeganStopsNothing() {
        duties.take(List.of(0));
        duties.wanted(0, GATE);

        assertThat(duties.giveUp(List.of(0))).isEmpty();
        assertThat(duties.begin(0)).isEmpty();
    }

    @Test
    void aPartitionThatComesBackIsReadAnew() {
        duties.take(List.of(0));
        duties.wanted(0, GATE);
        duties.begin(0);
        duties.giveUp(List.of(0));
        duties.take(List.of(0));

        assertThat(duties.begin(0)).as("gate was removed meanwhile").isEmpty();
    }

    @Test
    void whenAnotherWorkerHasANewerEpochOursBeginsBehindIt() {
        duties.take(List.of(0));
        duties.wanted(0, GATE);
        duties.begin(0);
        duties.heard(0, status("gate", "here", 100, StreamCondition.LIVE));

        assertThat(duties.heard(0, status("gate", "there", 90, StreamCondition.STALLED)))
                .as("an older one changes nothing")
                .isEmpty();
        assertThat(duties.heard(0, status("gate", "there", 120, StreamCondition.LIVE)))
                .containsExactly(new Order.Stop("gate"), new Order.Start(GATE, 121));
        assertThat(duties.heard(0, status("gate", "here", 121, StreamCondition.LIVE)))
                .isEmpty();
    }

    @Test
    void aFileThatWasReadToItsEndIsNotReadAgainByTheNextWorker() {
        StreamDefinition file = StreamDefinition.of("clip", "clip.mp4", Playback.ONCE);
        duties.take(List.of(0));
        duties.wanted(0, file);
        duties.heard(0, status("clip", "there", 0, StreamCondition.ENDED));

        assertThat(duties.begin(0)).singleElement().isInstanceOf(Order.Leave.class);
        StreamDefinition changed = StreamDefinition.of("clip", "other.mp4", Playback.ONCE);
        assertThat(duties.wanted(0, changed)).contains(new Order.Start(changed, 1));
    }

    private static StreamStatus status(String stream, String worker, long epoch, StreamCondition state) {
        return StreamStatus.newBuilder()
                .setStream(stream)
                .setState(state)
                .setReason("because")
                .setEpoch(epoch)
                .setNextIndex(epoch + 5)
                .setAttempt(0)
                .setSource("rtsp://10.0.0.7/main")
                .setTracks("")
                .setClock(Clock.ARRIVAL)
                .setWorker(worker)
                .build();
    }
}
