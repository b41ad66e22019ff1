package org.earwitness.app.rejected;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends rejected records back to where they came from. */
@Command(
        name = "replay",
        description = {
            "Send rejected records back to the topic and partition they came from, bytes as they came.",
            "",
            "Headers of the refusal are taken off; earwitness.replayed says where the record was. The record stays in the topic of"
                    + " rejected records. A segment that is older than what its stream has come to is dropped as late, and counted:"
                    + " replay what the stream still waits for."
        })
final class ReplayRejected implements Callable<Integer> {
    private static final long SEND_SECONDS = 60;

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Mixin
    private RejectedFilter filter = new RejectedFilter();

    @Parameters(
            arity = "0..*",
            paramLabel = "PARTITION:OFFSET",
            converter = Coordinates.PlaceConverter.class,
            description = "Places of the records, as `rejected list` prints them.")
    private List<Coordinates.Place> places = new ArrayList<>();

    @Option(names = "--all", description = "All records that --stream and --reason leave, instead of places.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    ReplayRejected(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (places.isEmpty() != all) {
            throw CommandFailed.usage("name the places of the records, or --all, and not both");
        }
        EarwitnessConfig config = configuration.load(surroundings).config();
        String topic = config.topics().catalogue().rejected().name();
        int sent = 0;
        try (RecordReader reader = RecordReader.open(config);
                KafkaProducer<byte[], byte[]> producer = RecordWriter.open(config, Optional.empty())) {
            for (Coordinates.Place place : all ? placesOfAll(reader, topic) : places) {
                Coordinates at = place.in(topic);
                RejectedRecord record = reader.read(at)
                        .map(RejectedRecord::new)
                        .orElseThrow(() -> CommandFailed.failed("there is no record at " + at
                                + ". `earwitness rejected list` shows what is there; nothing after it was sent"));
                replay(record, producer);
                sent++;
            }
        }
        surroundings.out().println(sent + (dryRun ? " would be sent." : " sent."));
        surroundings.out().flush();
        return ExitCode.OK;
    }

    /** Places first, records one by one after: media of a whole topic does not fit into memory. */
    private List<Coordinates.Place> placesOfAll(RecordReader reader, String topic) {
        List<Coordinates.Place> found = new ArrayList<>();
        reader.readAll(topic, record -> {
            RejectedRecord rejected = new RejectedRecord(record);
            if (filter.matches(rejected) && rejected.origin().isPresent()) {
                found.add(new Coordinates.Place(record.partition(), record.offset()));
            }
        });
        return found;
    }

    private void replay(RejectedRecord record, KafkaProducer<byte[], byte[]> producer) {
        Coordinates origin = record.origin()
                .orElseThrow(() -> CommandFailed.failed("the record at " + record.coordinates()
                        + " does not say where it came from, so it cannot go back"));
        Headers headers = record.originalHeaders();
        headers.remove(RejectedRecord.REPLAYED);
        headers.add(RejectedRecord.REPLAYED, record.coordinates().toString().getBytes(StandardCharsets.UTF_8));
        surroundings.out().println(record.coordinates() + " -> " + origin.topic() + ":" + origin.partition());
        if (dryRun) {
            return;
        }
        try {
            producer.send(new ProducerRecord<>(
                            origin.topic(),
                            origin.partition(),
                            record.record().key(),
                            record.record().value(),
                            headers))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw CommandFailed.unavailable(
                    "sending " + record.coordinates() + " back to " + origin.topic() + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while sending " + record.coordinates(), e);
        }
    }
}
