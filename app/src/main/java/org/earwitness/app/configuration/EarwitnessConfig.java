package org.earwitness.app.configuration;

import static java.util.Map.entry;

import java.util.Map;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.roster.Roster;
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
 * @param models where packs are that {@code av.models} names
 * @param streaming how segments become events and intervals
 * @param secrets which secrets of a worker the records of {@code av.sources} may refer to
 * @param sources what the records of {@code av.sources} may make a worker read
 * @param streams what {@code ingest} reads, by name of the stream
 */
public record EarwitnessConfig(
        KafkaConfig kafka,
        RegistryConfig schemaRegistry,
        TopicsConfig topics,
        MetricsConfig metrics,
        IngestConfig ingest,
        InferenceConfig inference,
        ModelsConfig models,
        StreamingConfig streaming,
        SecretsConfig secrets,
        SourcesConfig sources,
        Map<String, StreamConfig> streams) {
    public static final EarwitnessConfig DEFAULTS = new EarwitnessConfig(
            KafkaConfig.DEFAULTS,
            RegistryConfig.DEFAULTS,
            TopicsConfig.DEFAULTS,
            MetricsConfig.DEFAULTS,
            IngestConfig.DEFAULTS,
            InferenceConfig.DEFAULTS,
            ModelsConfig.DEFAULTS,
            StreamingConfig.DEFAULTS,
            SecretsConfig.DEFAULTS,
            SourcesConfig.DEFAULTS,
            Map.of());

    public EarwitnessConfig {
        streams = Map.copyOf(streams);
    }

    /** What each group of settings is for, one line a group. */
    public static Map<String, String> reasons() {
        return Map.ofEntries(
                entry(
                        "kafka",
                        "How the Kafka cluster is reached. Any property of Kafka's clients may stand here under its"
                                + " own name."),
                entry("schemaRegistry", "How the schema registry is reached."),
                entry("topics", "Names and sizes of the topics."),
                entry("metrics", "Where metrics and health are served."),
                entry("ingest", "How media becomes segments."),
                entry("inference", "How model packs are run."),
                entry("models", "Where the packs are that av.models names, and how long a process keeps them."),
                entry("streaming", "How segments become events and intervals."),
                entry("secrets", "Which secrets of a worker the records of av.sources may refer to."),
                entry("sources", "What the records of av.sources may make a worker read."),
                entry(
                        "streams",
                        "What `ingest` reads, by name of the stream; the file is watched, and changes here are carried"
                                + " out while it runs."));
    }

    /** The streams that {@code ingest} reads. */
    public Roster roster() {
        return Roster.of(streams.entrySet().stream()
                .map(entry -> entry.getValue().definition(entry.getKey()))
                .toList());
    }

    /** The same without any streams: what counts from the start of a process to its end. */
    public EarwitnessConfig withoutStreams() {
        return new EarwitnessConfig(
                kafka,
                schemaRegistry,
                topics,
                metrics,
                ingest,
                inference,
                models,
                streaming,
                secrets,
                sources,
                Map.of());
    }
}
