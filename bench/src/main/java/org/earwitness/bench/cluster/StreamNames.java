package org.earwitness.bench.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** Names for the streams of a measurement. */
public final class StreamNames {
    private StreamNames() {}

    /**
     * Names that Kafka's hash spreads evenly over the partitions: else the fullest partition would still be worked off by one
     * core when the others are empty, which says nothing of streams that go on.
     */
    public static List<String> spread(int streams, int partitions) {
        return spread("camera-", streams, partitions);
    }

    /** The same for names that begin with something else. */
    public static List<String> spread(String prefix, int streams, int partitions) {
        int most = (streams + partitions - 1) / partitions;
        int[] taken = new int[partitions];
        List<String> names = new ArrayList<>();
        for (int number = 1; names.size() < streams; number++) {
            String name = prefix + number;
            int partition = Utils.toPositive(Utils.murmur2(name.getBytes(StandardCharsets.UTF_8))) % partitions;
            if (taken[partition] < most) {
                taken[partition]++;
                names.add(name);
            }
        }
        return names;
    }
}
