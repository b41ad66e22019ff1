package org.earwitness.app.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.streaming.LocalizationTopology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the topology as Kafka Streams describes it. */
@Command(
        name = "topology",
        description = {
            "Print the processing of `localize` as Kafka Streams describes it: sources, operators, stores and sinks.",
            "",
            "Nothing is started and no cluster is asked."
        })
public final class TopologyCommand implements Callable<Integer> {
    /** Never asked: serdes look nothing up before a record comes. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public TopologyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        try (SchemaRegistry registry = new HttpSchemaRegistry(RegistrySettings.of(NOWHERE));
                UnaskedEngine engine = new UnaskedEngine()) {
            LocalizationTopology topology = new LocalizationTopology(
                    config.streaming(),
                    config.topics().catalogue(),
                    new AvroSerdes(registry),
                    PackShelf.holding(engine),
                    new SimpleMeterRegistry());
            surroundings.out().print(topology.build().describe());
            surroundings.out().flush();
        }
        return ExitCode.OK;
    }
}
