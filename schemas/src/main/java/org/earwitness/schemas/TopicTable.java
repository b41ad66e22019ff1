package org.earwitness.schemas;

import java.util.StringJoiner;

/** The catalogue as a Markdown table, as it stands in README.md. */
public final class TopicTable {
    private TopicTable() {}

    /** One row a topic, in the order a segment meets them. */
    public static String markdown(Topics topics) {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        lines.add("| topic | key | value | cleanup | written by | read by | what it is |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- |");
        for (Topic<?> topic : topics.all()) {
            lines.add("| `" + topic.name() + "` | " + topic.key() + " | "
                    + topic.schema().map(schema -> "`" + schema.getName() + "`").orElse("the original bytes") + " | "
                    + cleanup(topic) + " | " + topic.writers() + " | " + topic.readers() + " | " + topic.purpose()
                    + " |");
        }
        return lines.toString();
    }

    private static String cleanup(Topic<?> topic) {
        String policy = topic.settings().getOrDefault("cleanup.policy", "delete");
        String retention = topic.settings().getOrDefault("retention.ms", "");
        return retention.isEmpty() ? policy : policy + ", " + Long.parseLong(retention) / 3_600_000 + " h";
    }
}
