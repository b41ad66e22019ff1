package org.earwitness.streaming.control;

import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.earwitness.inference.shelf.WantedPack;
import org.earwitness.schemas.CanaryShare;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.RegistryUnavailable;

/** A record of {@code av.models} as it was read: what somebody wrote there must not end the processing of segments. */
public sealed interface AssignmentRecord {

    /** An assignment that can be followed. */
    record Assigned(ModelAssignment assignment) implements AssignmentRecord {}

    /** Not one; why, in words. */
    record Unreadable(String reason) implements AssignmentRecord {}

    /**
     * Reads and writes the topic; whatever cannot be read becomes {@link Unreadable}, which is never written.
     *
     * @param plain the serde of the topic's values
     */
    static Serde<AssignmentRecord> serde(Serde<ModelAssignment> plain) {
        Deserializer<ModelAssignment> reader = plain.deserializer();
        Serializer<ModelAssignment> writer = plain.serializer();
        return Serdes.serdeFrom(
                (topic, record) ->
                        record instanceof Assigned assigned ? writer.serialize(topic, assigned.assignment()) : null,
                (topic, bytes) -> bytes == null ? null : read(topic, bytes, reader));
    }

    private static AssignmentRecord read(String topic, byte[] bytes, Deserializer<ModelAssignment> reader) {
        try {
            ModelAssignment assignment = reader.deserialize(topic, bytes);
            return flawOf(assignment).<AssignmentRecord>map(Unreadable::new).orElseGet(() -> new Assigned(assignment));
        } catch (SerializationException | RegistryUnavailable e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with an assignment; empty when it can be followed. */
    static Optional<String> flawOf(ModelAssignment assignment) {
        return flaw("active", assignment.getActive())
                .or(() -> Optional.ofNullable(assignment.getPrevious()).flatMap(pack -> flaw("previous", pack)))
                .or(() -> Optional.ofNullable(assignment.getShadow()).flatMap(pack -> flaw("shadow", pack)))
                .or(() -> Optional.ofNullable(assignment.getCanary()).flatMap(AssignmentRecord::flaw));
    }

    private static Optional<String> flaw(CanaryShare canary) {
        return canary.getShare() >= 0 && canary.getShare() <= 1
                ? flaw("canary", canary.getPack())
                : Optional.of("the canary's share is " + canary.getShare() + ": it is outside 0 to 1");
    }

    private static Optional<String> flaw(String role, PackReference pack) {
        return pack.getDigest().matches(WantedPack.DIGEST)
                ? Optional.empty()
                : Optional.of("the digest of the " + role + " pack " + pack.getName() + " is '" + pack.getDigest()
                        + "': it is not 64 hexadecimal digits");
    }
}
