package org.earwitness.app.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.streaming.GroupProtocol;
import org.earwitness.streaming.StreamingConfig;

/**
 * Looks whether the brokers can do what the configuration wants, before a worker starts: without it a group of the streams
 * protocol would only be refused by each broker in turn.
 */
final class BrokerFeatures {
    private static final String STREAMS_VERSION = "streams.version";
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private BrokerFeatures() {}

    /**
     * Returns when they can.
     *
     * @throws CommandFailed saying what the brokers lack
     */
    static void check(ClusterAccess cluster, StreamingConfig config) {
        if (config.group().protocol() == GroupProtocol.CLASSIC) {
            return;
        }
        try (Admin admin = Admin.create(cluster.kafka().forAdmin())) {
            int level = Optional.ofNullable(admin.describeFeatures()
                            .featureMetadata()
                            .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                            .finalizedFeatures()
                            .get(STREAMS_VERSION))
                    .map(FinalizedVersionRange::maxVersionLevel)
                    .map(Short::intValue)
                    .orElse(0);
            if (level < 1) {
                throw CommandFailed.failed("streaming.group.protocol is streams, and the cluster has " + STREAMS_VERSION
                        + " " + level + ": it needs 1, on brokers from 4.2 on. Turn it on with `kafka-features.sh"
                        + " --bootstrap-server .. upgrade --feature streams.version=1`, or use classic.");
            }
        } catch (ExecutionException refused) {
            throw CommandFailed.failed(
                    "the features of the cluster cannot be read: "
                            + Optional.ofNullable(refused.getCause())
                                    .map(Throwable::getMessage)
                                    .orElse("no reason given"),
                    refused);
        } catch (TimeoutException late) {
            throw CommandFailed.unavailable(
                    "the features of the cluster were not read within " + ANSWER.toSeconds() + " s. Check the brokers",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while the features of the cluster were read", interrupted);
        }
    }
}
