package org.earwitness.app.rejected;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.SchemaRegistry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one rejected record with everything that is known of it. */
@Command(
        name = "show",
        description = {
            "Show one rejected record: where it was, all headers, and its value, decoded where that is possible.",
            "",
            "The value is decoded with the schema it names, so a schema registry has to be named for that."
        })
final class ShowRejected implements Callable<Integer> {
    private static final byte[] NOTHING = {};

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(
            paramLabel = "PARTITION:OFFSET",
            converter = Coordinates.PlaceConverter.class,
            description = "The record's place, as `rejected list` prints it.")
    private Coordinates.Place place = new Coordinates.Place(0, 0);

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Also write the value's bytes, as they came, to a file.")
    private Optional<Path> file = Optional.empty();

    ShowRejected(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        Coordinates at = place.in(config.topics().catalogue().rejected().name());
        RejectedRecord record;
        try (RecordReader reader = RecordReader.open(config)) {
            record = reader.read(at)
                    .map(RejectedRecord::new)
                    .orElseThrow(() -> CommandFailed.failed("there is no record at " + at
                            + ": it was deleted, or never was. `earwitness rejected list` shows what is there"));
        }
        Optional<SchemaRegistry> registry = config.schemaRegistry()
                .url()
                .map(any -> new HttpSchemaRegistry(config.schemaRegistry().settings()));
        try {
            print(record, registry);
        } finally {
            registry.ifPresent(SchemaRegistry::close);
        }
        file.ifPresent(into -> save(record, into));
        return ExitCode.OK;
    }

    private void print(RejectedRecord record, Optional<SchemaRegistry> registry) {
        PrintWriter out = surroundings.out();
        out.println("record   " + record.coordinates() + ", " + record.time());
        out.println("was at   " + record.origin().map(Coordinates::toString).orElse("unknown"));
        out.println("key      " + TextTable.printable(text(record.record().key())));
        out.println("headers");
        for (Header header : record.record().headers()) {
            String value = text(header.value());
            out.println("  " + TextTable.printable(header.key()) + ": "
                    + String.join(
                            "\n      ", value.lines().map(TextTable::printable).toList()));
        }
        out.println("value");
        String topic =
                record.origin().map(Coordinates::topic).orElse(record.record().topic());
        DecodedValue.lines(topic, Optional.ofNullable(record.record().value()).orElse(NOTHING), registry)
                .forEach(line -> out.println("  " + line));
        out.flush();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "(none)" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static void save(RejectedRecord record, Path into) {
        try {
            Files.write(into, Optional.ofNullable(record.record().value()).orElse(NOTHING));
        } catch (IOException e) {
            throw CommandFailed.failed("the value cannot be written to " + into + ": " + e.getMessage(), e);
        }
    }
}
