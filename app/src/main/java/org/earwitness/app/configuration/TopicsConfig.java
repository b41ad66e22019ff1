package org.earwitness.app.configuration;

import java.util.Map;
import org.earwitness.schemas.Topics;

/**
 * The topics of a cluster.
 *
 * @param prefix what all topic names begin with
 * @param partitions partitions of each topic on a real cluster
 * @param embeddedPartitions partitions of each topic on the embedded broker
 * @param replicationFactor replicas of topics that {@code topics apply} makes; 0 takes the cluster's default
 */
public record TopicsConfig(String prefix, int partitions, int embeddedPartitions, int replicationFactor) {
    public static final TopicsConfig DEFAULTS =
            new TopicsConfig(Topics.DEFAULT_PREFIX, Topics.DEFAULT_PARTITIONS, 8, 0);

    private static final int MOST_PARTITIONS = 10_000;

    public TopicsConfig {
        require(
                prefix.matches("[A-Za-z0-9._-]{0,60}"),
                "prefix",
                prefix,
                "a topic name has letters, digits, '.', '_' and '-' only",
                "Use for instance " + Topics.DEFAULT_PREFIX);
        require(
                partitions >= 1 && partitions <= MOST_PARTITIONS,
                "partitions",
                partitions,
                "it is outside 1 to " + MOST_PARTITIONS,
                "Use " + Topics.DEFAULT_PARTITIONS);
        require(
                embeddedPartitions >= 1 && embeddedPartitions <= 1_000,
                "embeddedPartitions",
                embeddedPartitions,
                "it is outside 1 to 1000",
                "Use 8");
        require(
                replicationFactor >= 0 && replicationFactor <= 100,
                "replicationFactor",
                replicationFactor,
                "it is outside 0 to 100",
                "Use 3, or 0 for the cluster's default");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "prefix", "What all topic names begin with; two installations share a cluster by using two prefixes.",
                "partitions",
                        "Partitions of each topic; 64 is planned for peak, because they are chosen once: state is keyed by stream.",
                "embeddedPartitions",
                        "The same for the embedded broker; 8 is more than a laptop has cores, and starts at once.",
                "replicationFactor",
                        "Replicas of new topics; 0 takes the cluster's default, which its operators chose.");
    }

    /** The catalogue on a real cluster. */
    public Topics catalogue() {
        return new Topics(prefix, partitions);
    }

    /** The catalogue on the embedded broker. */
    public Topics embeddedCatalogue() {
        return new Topics(prefix, embeddedPartitions);
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
