package org.earwitness.app.worker;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.IngestSurroundings;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.Reading;
import org.earwitness.ingest.roster.ReleasedFiles;
import org.earwitness.ingest.roster.SecretStore;

/** The readings behind a list of streams. */
final class SupervisedIngest {
    private SupervisedIngest() {}

    /**
     * Opens what reads streams; it is closed with the other parts.
     *
     * @param worker name of this worker in its group; empty outside one
     * @param secrets where the secrets of addresses are looked up
     * @param files which files may be streams
     * @param over told how each reading ended
     */
    static RunningStreams open(
            IngestParts parts,
            String worker,
            SecretStore secrets,
            ReleasedFiles files,
            BiConsumer<String, Outcome> over) {
        Ingest ingest = parts.parts()
                .add(
                        "ingest",
                        new Ingest(
                                parts.config().ingest(),
                                parts.cluster().kafka().forProducer(),
                                parts.cluster().topics(),
                                parts.cluster().serdes(),
                                parts.telemetry().meters(),
                                new IngestSurroundings(worker, Clock.systemUTC(), secrets, files)));
        return parts.parts()
                .add(
                        "the running streams",
                        new RunningStreams(
                                (definition, leastEpoch) -> new OpenReading(ingest.supervise(definition, leastEpoch)),
                                over));
    }

    private record OpenReading(Reading reading) implements RunningStreams.OpenStream {
        @Override
        public CompletableFuture<Outcome> outcome() {
            return reading.outcome();
        }

        @Override
        public void stop() {
            reading.stop();
        }

        @Override
        public long nextEpoch() {
            return reading.nextEpoch();
        }
    }
}
