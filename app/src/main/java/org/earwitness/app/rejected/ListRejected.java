package org.earwitness.app.rejected;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the rejected records, newest last. */
@Command(
        name = "list",
        description = {
            "List rejected records, the newest last: place, time, reason, stream, index, and where the record was.",
            "",
            "The place (PARTITION:OFFSET) is what `show` and `replay` take."
        })
final class ListRejected implements Callable<Integer> {
    private static final int MOST = 1_000_000;
    private static final List<String> TITLES = List.of("PLACE", "TIME", "REASON", "STREAM", "INDEX", "WAS AT");

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Mixin
    private RejectedFilter filter = new RejectedFilter();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Most records to list, the newest (default ${DEFAULT-VALUE}).")
    private int limit;

    ListRejected(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw CommandFailed.usage("--limit is " + limit + ": it is outside 1 to " + MOST + ". Use 100");
        }
        EarwitnessConfig config = configuration.load(surroundings).config();
        Newest newest = new Newest(limit);
        String topic = config.topics().catalogue().rejected().name();
        try (RecordReader reader = RecordReader.open(config)) {
            reader.readAll(topic, record -> {
                RejectedRecord rejected = new RejectedRecord(withoutValue(record));
                if (filter.matches(rejected)) {
                    newest.add(rejected);
                }
            });
        }
        print(newest);
        return ExitCode.OK;
    }

    private void print(Newest newest) {
        PrintWriter out = surroundings.out();
        List<RejectedRecord> records = newest.inOrder();
        if (records.isEmpty()) {
            out.println("No rejected records" + (filter.isEmpty() ? "." : " that match."));
            out.flush();
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        records.forEach(record -> rows.add(row(record)));
        TextTable.print(rows, out);
        if (newest.seen > records.size()) {
            out.println((newest.seen - records.size()) + " older ones are not shown; use --limit " + newest.seen);
        }
        out.flush();
    }

    private static List<String> row(RejectedRecord record) {
        return List.of(
                record.record().partition() + ":" + record.record().offset(),
                record.time().toString(),
                record.header(RejectedRecord.REASON).orElse("-"),
                record.header(RejectedRecord.STREAM).orElse("-"),
                record.header(RejectedRecord.INDEX).orElse("-"),
                record.origin().map(Coordinates::toString).orElse("-"));
    }

    /** A list needs no media: only headers are kept. */
    private static ConsumerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                0,
                0,
                new byte[0],
                new byte[0],
                record.headers(),
                record.leaderEpoch());
    }

    private static final class Newest {
        private static final Comparator<RejectedRecord> ORDER = Comparator.comparing(RejectedRecord::time)
                .thenComparing(record -> record.record().partition())
                .thenComparing(record -> record.record().offset());

        private final int limit;
        private final PriorityQueue<RejectedRecord> kept = new PriorityQueue<>(ORDER);
        private long seen;

        Newest(int limit) {
            this.limit = limit;
        }

        void add(RejectedRecord record) {
            seen++;
            kept.add(record);
            if (kept.size() > limit) {
                kept.remove();
            }
        }

        List<RejectedRecord> inOrder() {
            return kept.stream().sorted(ORDER).toList();
        }
    }
}
