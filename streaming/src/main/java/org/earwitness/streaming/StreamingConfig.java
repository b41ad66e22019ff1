package org.earwitness.streaming;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.earwitness.streaming.admit.OverloadConfig;
import org.earwitness.streaming.interval.IntervalConfig;

/**
 * How the topology runs.
 *
 * @param applicationId name of the consumer group, the transactions and the changelogs
 * @param threads stream threads of this process; 0 means as many as keep the engine busy
 * @param commitIntervalMillis how often results become visible
 * @param stateDirectory where RocksDB keeps state; empty for Kafka's own choice under the temporary directory
 * @param storeKind where state lies while it is worked on
 * @param storeMegabytes native memory that all RocksDB stores of this process take together
 * @param failOnTimeout whether an engine that gives no answer fails the process instead of making unscored events
 * @param stalledAfterMillis how long a stream may be quiet before a STALLED marker is written for it; 0 means never
 * @param replicationFactor copies of each changelog; -1 leaves it to the cluster
 * @param standbyReplicas copies of the state that other processes keep warm
 * @param transactionTimeoutMillis how long a transaction may stay open before the broker aborts it
 * @param engineMillisPerCommit longest time a thread spends in the engine between two commits
 * @param probeAfterMillis how long the engine is left alone after a missed deadline
 * @param threadReplacements how many threads may die within ten minutes before the process gives up
 * @param group how this process belongs to its group
 * @param overload what becomes of segments that wait too long
 * @param interval how intervals are cut out of events
 */
public record StreamingConfig(
        String applicationId,
        int threads,
        long commitIntervalMillis,
        Optional<Path> stateDirectory,
        StoreKind storeKind,
        int storeMegabytes,
        boolean failOnTimeout,
        long stalledAfterMillis,
        int replicationFactor,
        int standbyReplicas,
        int transactionTimeoutMillis,
        long engineMillisPerCommit,
        long probeAfterMillis,
        int threadReplacements,
        GroupConfig group,
        OverloadConfig overload,
        IntervalConfig interval) {

    private static final int MOST_THREADS = 1_024;
    private static final long LONGEST_STALL_MILLIS = 86_400_000;

    public static final StreamingConfig DEFAULTS = new StreamingConfig(
            "earwitness-localizer",
            0,
            100,
            Optional.empty(),
            StoreKind.ROCKSDB,
            128,
            false,
            30_000,
            -1,
            0,
            15_000,
            5_000,
            5_000,
            10,
            GroupConfig.DEFAULTS,
            OverloadConfig.DEFAULTS,
            IntervalConfig.DEFAULTS);

    public StreamingConfig {
        require(
                applicationId.matches("[A-Za-z0-9._-]{1,100}"),
                "applicationId",
                "'" + applicationId + "'",
                "it names topics, so it has 1 to 100 letters, digits, '.', '_' and '-'",
                "Use for instance earwitness-localizer");
        require(
                threads >= 0 && threads <= MOST_THREADS,
                "threads",
                threads,
                "it is outside 0 to " + MOST_THREADS,
                "Use 0 for as many as keep the engine busy");
        require(
                commitIntervalMillis >= 10 && commitIntervalMillis <= 10_000,
                "commitIntervalMillis",
                commitIntervalMillis,
                "it is outside 10 to 10000 ms",
                "Use 100");
        require(
                storeMegabytes >= 16 && storeMegabytes <= 65_536,
                "storeMegabytes",
                storeMegabytes,
                "it is outside 16 to 65536 MB",
                "Use 128");
        require(
                stalledAfterMillis == 0 || (stalledAfterMillis >= 2_000 && stalledAfterMillis <= LONGEST_STALL_MILLIS),
                "stalledAfterMillis",
                stalledAfterMillis,
                "it is neither 0 nor within 2000 to " + LONGEST_STALL_MILLIS + " ms",
                "Use 30000, or 0 for never");
        require(
                replicationFactor == -1 || (replicationFactor >= 1 && replicationFactor <= 15),
                "replicationFactor",
                replicationFactor,
                "it is neither -1 nor within 1 to 15",
                "Use -1 for what the cluster's topics have");
        require(
                standbyReplicas >= 0 && standbyReplicas <= 15,
                "standbyReplicas",
                standbyReplicas,
                "it is outside 0 to 15",
                "Use 1 for a fast take-over");
        require(
                engineMillisPerCommit >= 100 && engineMillisPerCommit <= 60_000,
                "engineMillisPerCommit",
                engineMillisPerCommit,
                "it is outside 100 to 60000 ms",
                "Use 5000");
        require(
                transactionTimeoutMillis >= 2 * engineMillisPerCommit && transactionTimeoutMillis <= 900_000,
                "transactionTimeoutMillis",
                transactionTimeoutMillis,
                "it is outside twice engineMillisPerCommit (" + 2 * engineMillisPerCommit + ") to 900000 ms",
                "Use 15000");
        require(
                probeAfterMillis >= 100 && probeAfterMillis <= 600_000,
                "probeAfterMillis",
                probeAfterMillis,
                "it is outside 100 to 600000 ms",
                "Use 5000");
        require(
                threadReplacements >= 0 && threadReplacements <= 1_000,
                "threadReplacements",
                threadReplacements,
                "it is outside 0 to 1000",
                "Use 10");
        require(
                standbyReplicas == 0 || group.protocol() == GroupProtocol.CLASSIC,
                "standbyReplicas",
                standbyReplicas,
                "with the streams protocol standby replicas are a setting of the group on the broker",
                "Use 0 and `kafka-configs.sh --alter --entity-type groups --entity-name " + applicationId
                        + " --add-config streams.num.standby.replicas=" + standbyReplicas
                        + "`, or group.protocol classic");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.ofEntries(
                Map.entry("applicationId", "Names group, transactions and changelogs; one name is one application."),
                Map.entry(
                        "threads",
                        "Stream threads; 0 takes as many as keep the engine busy: one a core on a CPU, where more of them only commit more often, and two a segment of `inference.batchSize` on an accelerator, where the next batch gathers while one runs."),
                Map.entry(
                        "commitIntervalMillis",
                        "How often results become visible; 100 ms is below what a viewer notices."),
                Map.entry(
                        "stateDirectory",
                        "Where RocksDB keeps state; empty takes Kafka's own under the temporary directory."),
                Map.entry("storeKind", "rocksdb or memory; rocksdb, because memory was measured to buy little."),
                Map.entry(
                        "storeMegabytes",
                        "Native memory of all RocksDB stores together; 128 MB hold thousands of streams. Kafka's own default is 50 MB a store and more, without a common bound."),
                Map.entry(
                        "failOnTimeout",
                        "Fail instead of recording an unscored event; off, a live stream rather loses an answer than its place. run and replay set it."),
                Map.entry(
                        "stalledAfterMillis",
                        "Quiet time after which STALLED is written for a stream whose ingest is dead; 30 s, longer than any reconnect."),
                Map.entry(
                        "replicationFactor",
                        "Copies of each changelog; -1 takes what the cluster does for its topics."),
                Map.entry(
                        "standbyReplicas",
                        "Warm copies of the state elsewhere; 0, a restore of a few kilobytes a stream is short."),
                Map.entry(
                        "transactionTimeoutMillis",
                        "How long a transaction may stay open; 15 s, so that readers wait no longer for one that died."),
                Map.entry(
                        "engineMillisPerCommit",
                        "Engine time of a thread between two commits; 5 s leaves a last call and the commit inside the transaction."),
                Map.entry("probeAfterMillis", "Pause after a missed deadline; 5 s, as long as the deadline itself."),
                Map.entry(
                        "threadReplacements",
                        "Threads that may die within ten minutes; 10 outlives a registry or broker that restarts."),
                Map.entry("group", "How this process belongs to its group."),
                Map.entry("overload", "What becomes of segments that wait too long."),
                Map.entry("interval", "How intervals are cut out of events."));
    }

    /**
     * How many stream threads this process starts.
     *
     * @param callers how many threads keep the engine busy
     */
    public int threadCount(int callers) {
        return threads == 0 ? callers : threads;
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
