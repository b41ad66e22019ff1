package org.earwitness.app.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.earwitness.app.chaos.Fault.Blow;
import org.earwitness.app.command.CommandFailed;

/** Faults that hit the broker. */
final class BrokerFaults {
    private static final Duration ORDERLY = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int LOOKS = 400;

    private BrokerFaults() {}

    static Blow kill(Scene scene) {
        KeptProcess broker = scene.installation().infrastructure().broker();
        Instant begin = scene.now();
        broker.killAndStart();
        return answering("broker", scene, begin);
    }

    static Blow restart(Scene scene) {
        KeptProcess broker = scene.installation().infrastructure().broker();
        Instant begin = scene.now();
        broker.process().terminate(ORDERLY);
        broker.start();
        return answering("broker", scene, begin);
    }

    static Blow pause(Scene scene) {
        KeptProcess broker = scene.installation().infrastructure().broker();
        return ProcessFaults.pause(scene, broker, scene.between(3, 8));
    }

    /** A transaction is open where records lie behind the last stable offset. */
    static Blow killInCommit(Scene scene) {
        KeptProcess broker = scene.installation().infrastructure().broker();
        String events = scene.installation().topics().events().name();
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, ChaosSettings.PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(it -> new TopicPartition(events, it), it -> OffsetSpec.latest()));
        String seen = "broker, though no open transaction was seen";
        try (Admin admin = Admin.create(scene.installation().kafka())) {
            for (int look = 0; look < LOOKS; look++) {
                if (end(admin, ends, IsolationLevel.READ_COMMITTED)
                        < end(admin, ends, IsolationLevel.READ_UNCOMMITTED)) {
                    seen = "broker, within a transaction";
                    break;
                }
            }
            Instant begin = scene.now();
            broker.killAndStart();
            return answering(seen, scene, begin);
        }
    }

    /** The fault ends with the start; how long that takes is part of the recovery, and is said. */
    private static Blow answering(String victim, Scene scene, Instant begin) {
        Instant end = scene.now();
        scene.installation().infrastructure().awaitBroker();
        return new Blow(victim + "; it answered after " + Recovery.seconds(end, scene.now()) + " s", begin, end);
    }

    private static long end(Admin admin, Map<TopicPartition, OffsetSpec> ends, IsolationLevel level) {
        try {
            return admin
                    .listOffsets(ends, new ListOffsetsOptions(level))
                    .all()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw CommandFailed.unavailable("the broker does not say how far its topics go", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker", e);
        }
    }
}
