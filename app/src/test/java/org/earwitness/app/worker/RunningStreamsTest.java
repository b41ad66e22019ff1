package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.StreamDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RunningStreamsTest {
    private static final StreamDefinition GATE = StreamDefinition.live("gate", "rtsp://10.0.0.7/main");

    private final BlockingQueue<Open> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> over = new LinkedBlockingQueue<>();
    private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());
    private final RunningStreams running = new RunningStreams(
            (definition, leastEpoch) -> {
                Open open = new Open(definition, leastEpoch, new CompletableFuture<>());
                begun.add(open);
                return open;
            },
            (stream, outcome) -> over.add(stream));

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void aRestartWaitsForTheFormerReadingAndGoesBehindItsEpochs() throws InterruptedException {
        running.start(GATE, 5);
        Open first = next();
        assertThat(first.leastEpoch()).isEqualTo(5);

        running.start(StreamDefinition.live("gate", "rtsp://10.0.0.9/main"), 6);
        running.start(StreamDefinition.live("gate", "rtsp://10.0.0.10/main"), 6);
        assertThat(begun.poll(100, TimeUnit.MILLISECONDS))
                .as("the first one still reads")
                .isNull();
        first.outcome().complete(new Outcome.Stopped(3));

        Open second = next();
        assertThat(second.definition().address()).as("the newest wish counts").isEqualTo("rtsp://10.0.0.10/main");
        assertThat(second.leastEpoch())
                .as("the first one had opened epochs up to 14")
                .isEqualTo(15);
        assertThat(running.areOver()).isFalse();
        second.outcome().complete(new Outcome.Ended(1));
        assertThat(over.poll(10, TimeUnit.SECONDS)).isEqualTo("gate");
        assertThat(over.poll(10, TimeUnit.SECONDS)).isEqualTo("gate");
        assertThat(running.areOver()).isTrue();
    }

    @Test
    void aStopTakesBackAStartThatStillWaits() throws InterruptedException {
        running.start(GATE, 0);
        Open first = next();
        running.start(GATE, 1);
        running.stop("gate");
        running.stop("nobody");
        first.outcome().complete(new Outcome.Stopped(0));

        assertThat(over.poll(10, TimeUnit.SECONDS)).isEqualTo("gate");
        assertThat(begun).isEmpty();
        assertThat(stopped).contains("gate");
        assertThat(running.areOver()).isTrue();
    }

    private Open next() throws InterruptedException {
        Open open = begun.poll(10, TimeUnit.SECONDS);
        if (open == null) {
            throw new AssertionError("no stream was begun within 10 s");
        }
        return open;
    }

    /** A reading whose end the test decides. */
    private final class Open implements RunningStreams.OpenStream {
        private final StreamDefinition definition;
        private final long leastEpoch;
        private final CompletableFuture<Outcome> outcome;

        Open(StreamDefinition definition, long leastEpoch, CompletableFuture<Outcome> outcome) {
            this.definition = definition;
            this.leastEpoch = leastEpoch;
            this.outcome = outcome;
        }

        StreamDefinition definition() {
            return definition;
        }

        long leastEpoch() {
            return leastEpoch;
        }

        @Override
        public CompletableFuture<Outcome> outcome() {
            return outcome;
        }

        @Override
        public void stop() {
            stopped.add(definition.stream());
        }

        @Override
        public long nextEpoch() {
            return leastEpoch + 10;
        }
    }
}
