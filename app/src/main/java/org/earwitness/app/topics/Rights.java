package org.earwitness.app.topics;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.ResourceType;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;

/**
 * The least that each role needs of a cluster, no more. Pure.
 *
 * @param topics the catalogue
 * @param names of groups and transactions
 */
public record Rights(Topics topics, Names names) {
    /** How the transactional ids of {@code rejected skip} begin. */
    public static final String SKIPPING = "earwitness-skip-";

    /** How the names of localizers begin that replay. */
    public static final String REPLAYING = "replay-";

    /** How their application ids begin. */
    public static final String REPLAY_APPLICATION = "earwitness-" + REPLAYING;

    /**
     * What is not in the catalogue.
     *
     * @param application application id of the localizer: its group, and how its changelogs and transactions begin
     * @param ingestGroups groups of ingest workers ({@code ingest --group})
     * @param readerGroups how the groups of subscribers begin
     */
    public record Names(String application, List<String> ingestGroups, List<String> readerGroups) {
        public Names {
            ingestGroups = List.copyOf(ingestGroups);
            readerGroups = List.copyOf(readerGroups);
        }
    }

    /** All that a role may do, topics first. */
    public List<Right> of(Role role) {
        return switch (role) {
            case ADMIN ->
                topics.all().stream()
                        .map(topic -> Right.topic(topic.name(), CREATE, DESCRIBE, ALTER_CONFIGS))
                        .toList();
            case INGEST ->
                joined(
                        Stream.of(
                                Right.topic(topics.sources().name(), READ),
                                Right.topic(topics.segments().name(), WRITE),
                                // Read too: the next epoch of a stream is more than its last one.
                                Right.topic(topics.streams().name(), READ, WRITE)),
                        names.ingestGroups().stream().map(Right::group));
            case LOCALIZE ->
                joined(
                        Stream.of(
                                // Written too: STALLED markers of streams whose ingest is dead.
                                Right.topic(topics.segments().name(), READ, WRITE),
                                Right.topic(topics.events().name(), WRITE),
                                Right.topic(topics.intervals().name(), WRITE),
                                Right.topic(topics.rejected().name(), WRITE),
                                Right.topic(topics.models().name(), READ),
                                Right.topic(topics.shadowEvents().name(), WRITE)),
                        application(names.application()));
            case READER -> joined(results(), readers());
            case DASHBOARD ->
                joined(Stream.concat(Stream.of(Right.topic(topics.segments().name(), READ)), results()), readers());
            case OPERATOR ->
                List.of(
                        Right.topic(topics.sources().name(), READ, WRITE),
                        Right.topic(topics.segments().name(), READ, WRITE),
                        Right.topic(topics.streams().name(), READ),
                        Right.topic(topics.rejected().name(), READ, WRITE),
                        Right.topic(topics.models().name(), READ, WRITE),
                        // Which pack each stream really runs, and what a shadow says.
                        Right.topic(topics.events().name(), READ),
                        Right.topic(topics.shadowEvents().name(), READ),
                        Right.group(names.application()),
                        Right.transactionsFrom(SKIPPING + names.application() + "-"));
            case REPLAY ->
                List.of(
                        Right.topic(topics.segments().name(), READ),
                        Right.topic(topics.events().name(), READ),
                        Right.topic(topics.intervals().name(), READ),
                        Right.topic(topics.streams().name(), READ),
                        // Nothing came of what was refused.
                        Right.topic(topics.rejected().name(), READ),
                        // Its own are made, and gone when it ends.
                        Right.topicsFrom(topics.besidePrefix(REPLAYING), CREATE, READ, WRITE, DELETE),
                        Right.topicsFrom(REPLAY_APPLICATION, CREATE, READ, WRITE, DELETE),
                        Right.groupsFrom(REPLAY_APPLICATION, READ, DELETE),
                        Right.transactionsFrom(REPLAY_APPLICATION));
        };
    }

    /** What a role may do with some topics of the catalogue. */
    public List<Right> to(List<Topic<?>> some, Role role) {
        List<String> named = some.stream().<String>map(Topic::name).toList();
        return of(role).stream()
                .filter(right -> right.type() == ResourceType.TOPIC && named.contains(right.name()))
                .toList();
    }

    /** The topics of the catalogue that a role has to do with, in its order. */
    public List<Topic<?>> topicsOf(Role role) {
        List<String> named = of(role).stream().map(Right::name).toList();
        return topics.all().stream()
                .filter(topic -> named.contains(topic.name()))
                .<Topic<?>>map(topic -> topic)
                .toList();
    }

    /** What Kafka Streams does under an application id: a group, transactions, and changelogs that it makes itself. */
    private static Stream<Right> application(String id) {
        return Stream.of(
                Right.topicsFrom(id + "-", CREATE, READ, WRITE), Right.group(id), Right.transactionsFrom(id + "-"));
    }

    private Stream<Right> results() {
        return Stream.of(
                Right.topic(topics.events().name(), READ),
                Right.topic(topics.intervals().name(), READ),
                Right.topic(topics.streams().name(), READ));
    }

    private Stream<Right> readers() {
        return names.readerGroups().stream().map(Right::groupsFrom);
    }

    private static List<Right> joined(Stream<Right> first, Stream<Right> then) {
        List<Right> all = new ArrayList<>(first.toList());
        all.addAll(then.toList());
        return List.copyOf(all);
    }
}
