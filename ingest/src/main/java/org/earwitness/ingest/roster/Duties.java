package org.earwitness.ingest.roster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.StreamStatus;

/**
 * Decides which streams one worker of a group reads. It is told which partitions of {@code av.sources} are the worker's, and what
 * their records and those of the same partitions of {@code av.streams} say; it answers with orders. A stream has one key and both
 * topics have as many partitions, so a stream's list entry and its states are always in partitions of one number.
 *
 * <pre>
 * take ──▶ following (records are only remembered) ── begin ──▶ on duty (each change is an order) ── giveUp ──▶ gone
 * </pre>
 *
 * One thread at a time.
 */
public final class Duties {
    private final String worker;
    private final Map<Integer, Share> shares = new TreeMap<>();

    /** What is known of one partition. */
    private static final class Share {
        private final Map<String, StreamDefinition> wanted = new TreeMap<>();
        private final Map<String, LastRun> runs = new TreeMap<>();
        private boolean begun;

        LastRun last(String stream) {
            return runs.getOrDefault(stream, LastRun.NONE);
        }
    }

    /**
     * @param worker name of this worker, which no other of the group has
     */
    public Duties(String worker) {
        this.worker = worker;
    }

    /** Partitions have become this worker's; nothing is started before {@link #begin}. */
    public void take(Collection<Integer> partitions) {
        partitions.forEach(partition -> shares.putIfAbsent(partition, new Share()));
    }

    /** Partitions are no longer this worker's, whether they were asked back or lost. */
    public List<Order> giveUp(Collection<Integer> partitions) {
        List<Order> orders = new ArrayList<>();
        for (int partition : partitions) {
            Optional.ofNullable(shares.remove(partition))
                    .filter(share -> share.begun)
                    .ifPresent(share -> share.wanted.keySet().forEach(stream -> orders.add(new Order.Stop(stream))));
        }
        return orders;
    }

    /** The list says that there should be this stream. */
    public List<Order> wanted(int partition, StreamDefinition definition) {
        return share(partition)
                .map(share -> {
                    Optional<StreamDefinition> former =
                            Optional.ofNullable(share.wanted.put(definition.stream(), definition));
                    if (!share.begun || former.filter(definition::equals).isPresent()) {
                        return List.<Order>of();
                    }
                    Order start = started(share, definition);
                    return former.isPresent() ? List.of(new Order.Stop(definition.stream()), start) : List.of(start);
                })
                .orElse(List.of());
    }

    /** The list says that there should be no such stream any more. */
    public List<Order> unwanted(int partition, String stream) {
        return share(partition)
                .filter(share -> share.wanted.remove(stream) != null && share.begun)
                .map(share -> List.<Order>of(new Order.Stop(stream)))
                .orElse(List.of());
    }

    /**
     * Somebody says what a stream is doing. When it is another worker with a newer epoch, ours is behind: whatever we write would
     * be refused as old until we have a newer one, so it is started again. That happens when a worker comes back from a pause and
     * opens a source once more before it learns that it lost the partition.
     */
    public List<Order> heard(int partition, StreamStatus status) {
        String stream = status.getStream();
        return share(partition)
                .map(share -> {
                    LastRun before = share.last(stream);
                    LastRun now = before.after(status);
                    share.runs.put(stream, now);
                    boolean ours = now.worker().equals(worker) || now.worker().isEmpty();
                    Optional<StreamDefinition> wanted = Optional.ofNullable(share.wanted.get(stream));
                    if (!share.begun || ours || now.epoch() <= before.epoch() || wanted.isEmpty()) {
                        return List.<Order>of();
                    }
                    return List.of(new Order.Stop(stream), started(share, wanted.get()));
                })
                .orElse(List.of());
    }

    /** All that a partition and its states hold has been told: its streams are this worker's from now on. */
    public List<Order> begin(int partition) {
        return share(partition)
                .filter(share -> !share.begun)
                .map(share -> {
                    share.begun = true;
                    return share.wanted.values().stream()
                            .map(definition -> share.last(definition.stream()).begin(definition))
                            .toList();
                })
                .orElse(List.of());
    }

    /** How many streams this worker reads. */
    public int streams() {
        return shares.values().stream()
                .filter(share -> share.begun)
                .mapToInt(share -> share.wanted.size())
                .sum();
    }

    private static Order started(Share share, StreamDefinition definition) {
        return new Order.Start(definition, share.last(definition.stream()).nextEpoch());
    }

    private Optional<Share> share(int partition) {
        return Optional.ofNullable(shares.get(partition));
    }
}
