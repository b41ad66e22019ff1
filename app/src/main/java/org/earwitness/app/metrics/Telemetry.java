package org.earwitness.app.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.earwitness.app.configuration.MetricsConfig;

/**
 * The meters of one process, those of the JVM among them, and the server that shows them. A command opens it first, hands
 * {@link #meters} to the rooms, and closes it last. Any thread may use the meters.
 */
public final class Telemetry implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final PrometheusMeterRegistry meters;
    private final JvmGcMetrics garbageCollection;
    private Optional<MetricsServer> server = Optional.empty();

    private Telemetry(PrometheusMeterRegistry meters, JvmGcMetrics garbageCollection) {
        this.meters = meters;
        this.garbageCollection = garbageCollection;
    }

    /** Opens a registry with the JVM's meters in it. */
    public static Telemetry open() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmGcMetrics garbageCollection = new JvmGcMetrics();
        garbageCollection.bindTo(meters);
        Stream.of(
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(meters));
        Gauge.builder("earwitness.app.memory.resident", Telemetry::residentBytes)
                .baseUnit("bytes")
                .register(meters);
        return new Telemetry(meters, garbageCollection);
    }

    /** Where the rooms register their meters. */
    public MeterRegistry meters() {
        return meters;
    }

    /**
     * Serves metrics and health, if the configuration names a port.
     *
     * @return where they are served; empty when no port is named
     * @throws org.earwitness.app.command.CommandFailed when the address cannot be listened on
     */
    public Optional<URI> serve(MetricsConfig config, Health health) {
        if (server.isPresent()) {
            throw new IllegalStateException("metrics are served already");
        }
        server = config.port().map(port -> MetricsServer.start(config, port, meters, health));
        return server.map(MetricsServer::address);
    }

    @Override
    public void close() {
        server.ifPresent(MetricsServer::close);
        garbageCollection.close();
        meters.close();
    }

    /** What the process takes of the machine's memory, native libraries and stores included; NaN where nobody says. */
    private static double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line ->
                            line.substring(RESIDENT.length()).replace("kB", "").strip())
                    .mapToDouble(kibibytes -> Double.parseDouble(kibibytes) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN; // not on Linux; a gauge has no other way to say so
        }
    }
}
