package org.earwitness.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.app.topics.Difference;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that belong to one run on a real cluster: made when it starts and deleted when it ends, with the run's group and
 * changelogs. So a run neither disturbs a localizer that works on the installation's topics nor leaves events among them.
 * Opened and closed by the run, closed after all its clients.
 */
final class RunTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunTopics.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ClusterAccess installation;
    private final ClusterAccess own;
    private final String application;

    private RunTopics(ClusterAccess installation, ClusterAccess own, String application) {
        this.installation = installation;
        this.own = own;
        this.application = application;
    }

    /**
     * Makes the topics.
     *
     * @param installation the cluster as configured
     * @param config names and sizes of the installation's topics
     * @param run a word that no other run has
     * @param application name of the run's consumer group
     */
    static RunTopics make(ClusterAccess installation, TopicsConfig config, String run, String application) {
        String prefix = config.prefix() + run + ".";
        Topics topics = new Topics(prefix, config.embeddedPartitions());
        ClusterAccess own =
                installation.with(topics, new BorrowedSubjects(installation.registry(), prefix, config.prefix()));
        RunTopics made = new RunTopics(installation, own, application);
        short replication =
                config.replicationFactor() == 0 ? TopicPlan.CLUSTER_REPLICATION : (short) config.replicationFactor();
        boolean begun = false;
        boolean complete = false;
        try (Admin admin = Admin.create(installation.kafka().forAdmin())) {
            TopicPlan plan = new TopicPlan(topics, replication, admin, own.registry(), ANSWER);
            List<Difference> missing = plan.differences();
            begun = true;
            List<Difference> remaining = plan.apply(missing);
            if (!remaining.isEmpty()) {
                throw CommandFailed.failed("the topics of this run cannot be made: "
                        + String.join(
                                "; ",
                                remaining.stream().map(Difference::describe).toList())
                        + ". Compare with `./earwitness topics plan`.");
            }
            complete = true;
            return made;
        } finally {
            if (begun && !complete) {
                made.close();
            }
        }
    }

    /** The cluster with these topics. */
    ClusterAccess access() {
        return own;
    }

    /** Deletes what the run left; what cannot be deleted is named in a warning. */
    @Override
    public void close() {
        try (Admin admin = Admin.create(installation.kafka().forAdmin())) {
            Set<String> present = admin.listTopics().names().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            List<String> ours = new ArrayList<>();
            own.topics().all().forEach(topic -> ours.add(topic.name()));
            present.stream().filter(name -> name.startsWith(application + "-")).forEach(ours::add);
            ours.retainAll(present);
            admin.deleteTopics(ours).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            forgetGroup(admin);
        } catch (ExecutionException | TimeoutException left) {
            LOG.warn(
                    "topics of this run may be left on the cluster: delete those that begin with {} or {}- ({})",
                    own.topics().segments().name().replaceFirst("segments$", ""),
                    application,
                    left.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A group without members is also forgotten by the cluster itself, after a week by default. */
    private void forgetGroup(Admin admin) throws InterruptedException, TimeoutException {
        try {
            admin.deleteConsumerGroups(List.of(application)).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            LOG.debug("the group {} stays until the cluster forgets it", application, refused);
        }
    }
}
