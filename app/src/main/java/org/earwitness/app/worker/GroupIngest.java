package org.earwitness.app.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.topics.Role;
import org.earwitness.ingest.roster.WorkerSecrets;

/**
 * One worker of a group that shares the streams of {@code av.sources}, until the process is told to end.
 *
 * @param group name of the group
 * @param worker name of this worker, if it was given one
 */
record GroupIngest(String group, Optional<String> worker) {

    int run(IngestParts parts) {
        ClusterAccess cluster = parts.cluster();
        RequiredTopics.check(cluster, Role.INGEST);
        String name = worker.orElseGet(GroupIngest::someName);
        RunningStreams running = SupervisedIngest.open(
                parts,
                name,
                WorkerSecrets.of(
                        parts.surroundings().environment(),
                        parts.config().secrets().released()),
                parts.config().sources().released(),
                (stream, outcome) -> parts.say(OnceIngest.sentence(stream, outcome)));
        try (SourceGroup member = new SourceGroup(cluster, group, name, running)) {
            member.join();
            parts.health().begin();
            parts.say("Worker " + name + " of group " + group + " reads its share of "
                    + cluster.topics().sources().name() + ".");
            while (!parts.end().isRequested()) {
                member.turn();
            }
            return ExitCode.OK;
        } catch (KafkaException refused) {
            throw CommandFailed.failed(
                    "the group " + group + " cannot be followed any more: " + refused.getMessage()
                            + ". Check the rights of this worker and start it again.",
                    refused);
        }
    }

    /** The host's name tells people where it runs; what follows tells it from another one there, and from its own last life. */
    private static String someName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            host = "worker";
        }
        return host + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
