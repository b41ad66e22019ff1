package org.earwitness.app.configuration;

import java.util.Map;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.streaming.StreamingConfig;

/**
 * All settings, one record a room.
 *
 * @param kafka how the cluster is reached
 * @param schemaRegistry how the schema registry is reached
 * @param topics names and sizes of the topics
 * @param metrics where metrics and health are served
 * @param ingest how media becomes segments
 * @param inference how packs are run
 * @param streaming how segments become events and intervals
 */
public record EarwitnessConfig(
        KafkaConfig kafka,
        RegistryConfig schemaRegistry,
        TopicsConfig topics,
        MetricsConfig metrics,
        IngestConfig ingest,
        InferenceConfig inference,
        StreamingConfig streaming) {
    public static final EarwitnessConfig DEFAULTS = new EarwitnessConfig(
            KafkaConfig.DEFAULTS,
            RegistryConfig.DEFAULTS,
            TopicsConfig.DEFAULTS,
            MetricsConfig.DEFAULTS,
            IngestConfig.DEFAULTS,
            InferenceConfig.DEFAULTS,
            StreamingConfig.DEFAULTS);

    /** What each group of settings is for, one line a group. */
    public static Map<String, String> reasons() {
        return Map.of(
                "kafka",
                        "How the Kafka cluster is reached. Any property of Kafka's clients may stand here under its own name.",
                "schemaRegistry", "How the schema registry is reached.",
                "topics", "Names and sizes of the topics.",
                "metrics", "Where metrics and health are served.",
                "ingest", "How media becomes segments.",
                "inference", "How model packs are run.",
                "streaming", "How segments become events and intervals.");
    }
}
