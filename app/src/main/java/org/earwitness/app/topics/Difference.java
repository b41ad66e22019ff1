package org.earwitness.app.topics;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.earwitness.schemas.SchemaRegistry.Compatibility;
import org.earwitness.schemas.Topic;

/** One thing in which a cluster differs from the catalogue. */
public sealed interface Difference {

    /** What differs and what is done about it, in one line. */
    String describe();

    /** Whether carrying out the plan removes it; what cannot be changed later needs a decision by people. */
    default boolean isRepairable() {
        return true;
    }

    /** A topic is missing and will be made. */
    record MissingTopic(Topic<?> topic, short replicationFactor) implements Difference {
        @Override
        public String describe() {
            String copies =
                    replicationFactor < 0 ? "the cluster's default of replicas" : replicationFactor + " replicas";
            return "+ topic " + topic.name() + ": is missing; make it with " + topic.partitions() + " partitions, "
                    + copies;
        }
    }

    /** A topic has another number of partitions; that is chosen once, because state is keyed by stream. */
    record OtherPartitions(Topic<?> topic, int actual) implements Difference {
        @Override
        public String describe() {
            return "! topic " + topic.name() + ": has " + actual + " partitions, the configuration says "
                    + topic.partitions() + ". Partitions are never changed: set topics.partitions to " + actual
                    + ", or use another topics.prefix";
        }

        @Override
        public boolean isRepairable() {
            return false;
        }
    }

    /** A topic's setting has another value and will be set. */
    record OtherSetting(Topic<?> topic, String setting, String actual, String wanted) implements Difference {
        @Override
        public String describe() {
            return "~ topic " + topic.name() + ": " + setting + " is " + actual + "; set it to " + wanted;
        }
    }

    /** A subject has no rule, or another one. */
    record OtherCompatibility(String subject, Optional<Compatibility> actual, Compatibility wanted)
            implements Difference {
        @Override
        public String describe() {
            String now = actual.map(rule -> "is " + rule).orElse("is not set");
            return "~ subject " + subject + ": compatibility " + now + "; set it to " + wanted;
        }
    }

    /** A subject lacks our version of its schema. */
    record MissingSchema(String subject, Schema schema, boolean first) implements Difference {
        @Override
        public String describe() {
            return "+ subject " + subject + ": "
                    + (first ? "is missing; register its first schema " : "lacks our version; register another one of ")
                    + schema.getFullName();
        }
    }

    /** Our schema cannot follow the versions that are there. */
    record IncompatibleSchema(String subject, List<String> reasons) implements Difference {
        @Override
        public String describe() {
            return "! subject " + subject + ": our schema cannot follow its versions: " + String.join("; ", reasons)
                    + ". Use the release that wrote them, or another topics.prefix";
        }

        @Override
        public boolean isRepairable() {
            return false;
        }
    }
}
