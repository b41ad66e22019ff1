package org.earwitness.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

final class StreamNamesTest {
    @Test
    void kafkaSpreadsTheStreamsEvenlyOverThePartitions() {
        List<String> names = StreamNames.spread(64, 8);

        assertThat(names).hasSize(64).doesNotHaveDuplicates();
        assertThat(names.stream()
                        .collect(Collectors.groupingBy(
                                name -> BuiltInPartitioner.partitionForKey(name.getBytes(StandardCharsets.UTF_8), 8),
                                Collectors.counting()))
                        .values())
                .hasSize(8)
                .containsOnly(8L);
    }

    @Test
    void whatDoesNotDivideIsSpreadAsFarAsItGoes() {
        assertThat(StreamNames.spread(5, 8).stream()
                        .map(name -> BuiltInPartitioner.partitionForKey(name.getBytes(StandardCharsets.UTF_8), 8)))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }
}
