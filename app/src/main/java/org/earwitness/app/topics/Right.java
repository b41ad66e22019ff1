package org.earwitness.app.topics;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one role may do with one resource, or with all whose names begin alike. Reading and writing include looking, as in Kafka.
 *
 * @param type topic, group or transactional id
 * @param pattern whether the name is whole or a beginning
 * @param name name or beginning
 * @param operations what is allowed, in a fixed order
 */
public record Right(ResourceType type, PatternType pattern, String name, List<AclOperation> operations) {
    private static final String EVERY_HOST = "*";

    public Right {
        operations = operations.stream().distinct().sorted().toList();
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a right to " + name + " that allows nothing is none");
        }
    }

    static Right topic(String name, AclOperation... operations) {
        return new Right(ResourceType.TOPIC, PatternType.LITERAL, name, List.of(operations));
    }

    static Right topicsFrom(String beginning, AclOperation... operations) {
        return new Right(ResourceType.TOPIC, PatternType.PREFIXED, beginning, List.of(operations));
    }

    static Right group(String name) {
        return new Right(ResourceType.GROUP, PatternType.LITERAL, name, List.of(AclOperation.READ));
    }

    static Right groupsFrom(String beginning) {
        return groupsFrom(beginning, AclOperation.READ);
    }

    static Right groupsFrom(String beginning, AclOperation... operations) {
        return new Right(ResourceType.GROUP, PatternType.PREFIXED, beginning, List.of(operations));
    }

    static Right transactionsFrom(String beginning) {
        return new Right(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, beginning, List.of(AclOperation.WRITE));
    }

    /** What is left of it when some operations are taken away; empty when nothing is. */
    Optional<Right> without(Set<AclOperation> held) {
        List<AclOperation> left = operations.stream()
                .filter(operation -> !held.contains(operation))
                .toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(new Right(type, pattern, name, left));
    }

    /** The same as Kafka keeps it: one entry an operation, from every host. */
    Stream<AclBinding> bindings(String principal) {
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, EVERY_HOST, operation, AclPermissionType.ALLOW)));
    }
}
