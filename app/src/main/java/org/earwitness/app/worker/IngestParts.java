package org.earwitness.app.worker;

import java.util.Optional;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.metrics.Health;
import org.earwitness.app.metrics.Telemetry;

/**
 * What every way of ingesting works with. Opened by the command, which closes all of it in the end.
 *
 * @param config the configuration at the start
 * @param surroundings what the command sees of its process
 * @param end whether the process was asked to end
 * @param parts what is closed in the end, in the opposite order
 * @param telemetry where meters are kept
 * @param cluster the cluster
 * @param health what is told to whoever asks for it
 */
record IngestParts(
        EarwitnessConfig config,
        Surroundings surroundings,
        EndSignal end,
        OpenedParts parts,
        Telemetry telemetry,
        ClusterAccess cluster,
        Readiness health) {

    static IngestParts open(
            EarwitnessConfig config,
            Optional<Integer> metricsPort,
            Surroundings surroundings,
            EndSignal end,
            OpenedParts parts) {
        Telemetry telemetry = parts.add("the metrics", Telemetry.open());
        Readiness health = new Readiness();
        Optional<String> page = telemetry
                .serve(metricsPort.map(config.metrics()::withPort).orElse(config.metrics()), health)
                .map(address -> "Metrics are at " + address + "/metrics");
        ClusterAccess cluster = parts.add("the registry's client", ClusterAccess.real(config));
        IngestParts opened = new IngestParts(config, surroundings, end, parts, telemetry, cluster, health);
        page.ifPresent(opened::say);
        return opened;
    }

    /** Says a sentence on standard error. */
    void say(String sentence) {
        surroundings.err().println(sentence.replaceAll("\\p{Cntrl}", "?"));
        surroundings.err().flush();
    }

    /** Ready as soon as the sources are being read; one that is silent does not make the process unready. */
    static final class Readiness implements Health {
        private volatile boolean reading;

        void begin() {
            reading = true;
        }

        @Override
        public Condition live() {
            return Condition.yes();
        }

        @Override
        public Condition ready() {
            return reading ? Condition.yes() : Condition.no("the cluster is being looked at");
        }

        @Override
        public Condition started() {
            return ready();
        }
    }
}
