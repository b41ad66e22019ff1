package org.earwitness.endtoend;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Three brokers and a controller in this process, every topic on all three brokers, two of them enough to write. One thread starts,
 * restarts and closes.
 */
final class ThreeBrokers implements AutoCloseable {
    static final int BROKERS = 3;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("min.insync.replicas", "2"),
            Map.entry("offsets.topic.replication.factor", "3"),
            Map.entry("offsets.topic.num.partitions", "3"),
            Map.entry("transaction.state.log.replication.factor", "3"),
            Map.entry("transaction.state.log.min.isr", "2"),
            Map.entry("transaction.state.log.num.partitions", "3"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // A member of the streams protocol that was killed is missed after this long; brokers have 45 s.
            Map.entry("group.streams.min.session.timeout.ms", "10000"),
            Map.entry("group.streams.session.timeout.ms", "10000"),
            Map.entry("group.streams.min.heartbeat.interval.ms", "1000"),
            Map.entry("group.streams.heartbeat.interval.ms", "1000"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", "4194304"),
            Map.entry("replica.fetch.max.bytes", "4194304"),
            Map.entry("log.cleaner.dedupe.buffer.size", "2000000"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "2"));

    private final KafkaClusterTestKit kit;

    private ThreeBrokers(KafkaClusterTestKit kit) {
        this.kit = kit;
    }

    static ThreeBrokers start() throws Exception { // Kafka's kit declares Exception itself
        // Apart: with controllers in the same nodes the kit's raft threads die when one is closed.
        TestKitNodes nodes = new TestKitNodes.Builder()
                .setBootstrapMetadataVersion(MetadataVersion.latestProduction())
                .setCombined(false)
                .setNumControllerNodes(1)
                .setNumBrokerNodes(BROKERS)
                .build();
        KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(nodes);
        SETTINGS.forEach(builder::setConfigProp);
        ThreeBrokers brokers = new ThreeBrokers(builder.build());
        try {
            brokers.kit.format();
            brokers.kit.startup();
            brokers.kit.waitForReadyBrokers();
            return brokers;
        } catch (Exception e) {
            brokers.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return kit.bootstrapServers();
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** Numbers of the brokers, in order. */
    Iterable<Integer> numbers() {
        return new TreeSet<>(kit.brokers().keySet());
    }

    /** Lets groups of the streams protocol in; a new cluster of this kit has the feature off. */
    void turnOnStreamsGroups() {
        try (Admin admin = admin()) {
            admin.updateFeatures(
                            Map.of("streams.version", new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.UPGRADE)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the feature could not be turned on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the feature was turned on", e);
        }
    }

    /** Stops one in order and starts it again on its own directory and port; returns when it has caught up. */
    void restart(int number) {
        BrokerServer broker = Optional.ofNullable(kit.brokers().get(number)).orElseThrow();
        broker.shutdown();
        broker.awaitShutdown();
        broker.startup();
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(this::areAllCopiesInSync);
    }

    private boolean areAllCopiesInSync() throws Exception {
        try (Admin admin = admin()) {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(30, TimeUnit.SECONDS);
            return admin.describeTopics(topics).allTopicNames().get(30, TimeUnit.SECONDS).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        }
    }

    @Override
    public void close() {
        try {
            kit.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the brokers were stopped", e);
        } catch (Exception e) { // Kafka's kit declares Exception itself
            throw new AssertionError("the brokers could not be stopped", e);
        }
    }
}
