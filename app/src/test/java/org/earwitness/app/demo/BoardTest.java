package org.earwitness.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.app.run.LabelColours;
import org.earwitness.schemas.StreamCondition;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Audience audience = new Audience(4);
    private final Board board = new Board(audience);

    @Test
    void whoeverComesFirstIsToldThatEverythingIsYetToStart() throws Exception {
        List<Message> told = take(board.welcome().orElseThrow());
        assertThat(told)
                .hasSize(StartStep.values().length)
                .allMatch(message -> message.name().equals("step"));
        assertThat(JSON.readTree(told.get(0).json()).get("state").asText()).isEqualTo("waiting");
    }

    @Test
    void whoeverComesLateIsToldHowThingsAre() throws Exception {
        board.note(StartStep.CLUSTER, StartStep.State.DONE, "127.0.0.1:9092");
        board.note(Records.status("street", StreamCondition.LIVE, "h264 640x360 25 fps"));
        board.note(Records.segment("street", 10, (byte) 1));
        board.note(Records.event("street", 10, "bark"));
        board.note(Records.interval("street", 10, 11, "bark", false));
        List<Message> told = take(board.welcome().orElseThrow());
        assertThat(told)
                .extracting(Message::name)
                .containsExactly("step", "step", "step", "step", "stream", "event", "interval");
        assertThat(JSON.readTree(told.get(4).json()).get("aspect").asDouble()).isEqualTo(1.778);
        assertThat(JSON.readTree(told.get(5).json()).get("label").asText()).isEqualTo("bark");
    }

    @Test
    void expectedStreamsKeepTheirOrderHoweverTheyCome() throws Exception {
        board.expect("a");
        board.expect("b");
        board.note(Records.event("b", 10, "bark"));
        List<Message> told = take(board.welcome().orElseThrow());
        assertThat(told.subList(4, told.size())).extracting(Message::name).containsExactly("stream", "stream", "event");
        assertThat(JSON.readTree(told.get(4).json()).get("name").asText()).isEqualTo("a");
        assertThat(JSON.readTree(told.get(6).json()).get("id").asInt()).isEqualTo(1);
    }

    @Test
    void theFirstEventEndsTheStart() {
        Listener listener = board.welcome().orElseThrow();
        take(listener);
        board.note(Records.event("street", 10, "background"));
        board.note(Records.event("street", 11, "background"));
        assertThat(take(listener)).extracting(Message::name).containsExactly("event", "step", "event");
    }

    @Test
    void anEventThatCameBeforeItsSegmentIsToldAgainWithItsFrames() throws Exception {
        Listener listener = board.welcome().orElseThrow();
        board.note(Records.event("street", 10, "bark"));
        take(listener);
        board.note(Records.segment("street", 10, (byte) 1));
        List<Message> told = take(listener);
        assertThat(told).hasSize(1);
        assertThat(JSON.readTree(told.get(0).json()).get("frames").asInt()).isEqualTo(1);
    }

    @Test
    void onlyTheNewestFramesOfAStreamAreKept() {
        for (long index = 0; index < 1000; index++) {
            board.note(Records.segment("street", index, (byte) index));
        }
        assertThat(board.frame(0, new SegmentPosition(7, 999), 0)).contains(new byte[] {(byte) 999});
        assertThat(board.frame(0, new SegmentPosition(7, 999), 1)).isEmpty();
        assertThat(board.frame(0, new SegmentPosition(7, 980), 0)).isEmpty();
        assertThat(board.frame(1, new SegmentPosition(7, 999), 0)).isEmpty();
    }

    @Test
    void aLongDayLeavesOnlyItsLastMinute() {
        for (long index = 0; index < 5000; index++) {
            board.note(Records.event("street", index, "bark"));
            board.note(Records.interval("street", index, index + 1, "bark", true));
        }
        assertThat(take(board.welcome().orElseThrow())).hasSizeLessThan(120);
    }

    @Test
    void moreStreamsThanAPageShowsAreLeftOut() {
        for (int stream = 0; stream < 100; stream++) {
            board.note(Records.event("stream " + stream, 1, "bark"));
        }
        long streams = take(board.welcome().orElseThrow()).stream()
                .filter(message -> message.name().equals("stream"))
                .count();
        assertThat(streams).isEqualTo(Board.MOST_STREAMS);
    }

    @Test
    void aLabelHasTheColourOfThePack() throws Exception {
        LabelColours colours = new LabelColours(List.of("bark", "cat"));
        board.colour(colours);
        Listener listener = board.welcome().orElseThrow();
        take(listener);
        board.note(Records.event("street", 1, "cat"));
        JsonNode event = JSON.readTree(take(listener).get(0).json());
        assertThat(event.get("colour").asText()).isEqualTo(colours.of("cat"));
    }

    @Test
    void aNameFromOutsideStaysOneLineOfJson() throws Exception {
        String name = "a\n\nevent: step\ndata: {}</script><b>\u2028";
        Listener listener = board.welcome().orElseThrow();
        take(listener);
        board.note(Records.status(name, StreamCondition.LIVE, ""));
        Message message = take(listener).get(0);
        assertThat(new String(message.framed(), StandardCharsets.UTF_8).lines()).hasSize(3);
        assertThat(JSON.readTree(message.json()).get("name").asText()).isEqualTo(name);
    }

    @Test
    void aBrowserThatDoesNotKeepUpIsLetGo() {
        Listener slow = board.welcome().orElseThrow();
        for (int i = 0; i < Audience.QUEUE_MESSAGES + 10; i++) {
            board.note(Records.status("street", StreamCondition.LIVE, ""));
        }
        assertThat(slow.isOver()).isTrue();
        assertThat(take(slow)).isEmpty();
    }

    @Test
    void thereIsRoomForSoManyBrowsersAndNoMore() {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            listeners.add(board.welcome().orElseThrow());
        }
        assertThat(board.welcome()).isEmpty();
        audience.leave(listeners.get(2));
        assertThat(board.welcome()).isPresent();
    }

    private static List<Message> take(Listener listener) {
        List<Message> messages = new ArrayList<>();
        try {
            Optional<Message> next = listener.next(Duration.ZERO);
            while (next.isPresent()) {
                messages.add(next.get());
                next = listener.next(Duration.ZERO);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError("nobody interrupts this test", interrupted);
        }
        return messages;
    }
}
