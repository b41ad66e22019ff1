package org.earwitness.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.app.topics.Difference;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that belong to one run or replay on a real cluster: made when it starts and deleted when it ends, with its group and
 * changelogs. So it neither disturbs a localizer that works on the installation's topics nor leaves events among them. Closed
 * after all clients that work on them.
 */
public final class RunTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunTopics.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ClusterAccess installation;
    private final ClusterAccess own;
    private final List<Topic<?>> made;
    private final String application;
    private boolean kept;

    private RunTopics(ClusterAccess installation, ClusterAccess own, List<Topic<?>> made, String application) {
        this.installation = installation;
        this.own = own;
        this.made = List.copyOf(made);
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
        return make(new RunTopics(installation, own, topics.all(), application), config);
    }

    /**
     * Makes the topics of results alone, for a localizer that reads the installation's segments.
     *
     * @param installation the cluster as configured
     * @param config names and sizes of the installation's topics
     * @param name a word that no other localizer has
     * @param application name of its consumer group, and what those of several passes begin with
     */
    public static RunTopics beside(ClusterAccess installation, TopicsConfig config, String name, String application) {
        Topics topics = installation.topics().beside(name);
        ClusterAccess own = installation.with(topics, installation.registry());
        return make(new RunTopics(installation, own, topics.results(), application), config);
    }

    private static RunTopics make(RunTopics run, TopicsConfig config) {
        short replication =
                config.replicationFactor() == 0 ? TopicPlan.CLUSTER_REPLICATION : (short) config.replicationFactor();
        boolean begun = false;
        boolean complete = false;
        try (Admin admin = Admin.create(run.installation.kafka().forAdmin())) {
            TopicPlan plan = new TopicPlan(run.own.topics(), replication, admin, run.own.registry(), ANSWER);
            // Of a catalogue that is partly the installation's, only what is to be made is asked for: rights reach no
            // further.
            boolean whole = run.made.size() == run.own.topics().all().size();
            List<Difference> missing = whole ? plan.differences() : plan.missing(run.made);
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
            return run;
        } finally {
            if (begun && !complete) {
                run.close();
            }
        }
    }

    /** Leaves the topics of the results; changelogs and groups go all the same. */
    public void keep() {
        kept = true;
    }

    /** The cluster with these topics. */
    public ClusterAccess access() {
        return own;
    }

    /** Deletes what the run left; what cannot be deleted is named in a warning. */
    @Override
    public void close() {
        try (Admin admin = Admin.create(installation.kafka().forAdmin())) {
            Set<String> present = admin.listTopics().names().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            List<String> ours = new ArrayList<>();
            if (!kept) {
                made.forEach(topic -> ours.add(topic.name()));
            }
            present.stream().filter(name -> name.startsWith(application + "-")).forEach(ours::add);
            ours.retainAll(present);
            admin.deleteTopics(ours).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            forgetGroups(admin);
        } catch (ExecutionException | TimeoutException left) {
            LOG.warn(
                    "topics of this run may be left on the cluster: delete those that begin with {} or {}- ({})",
                    own.topics().events().name().replaceFirst("events$", ""),
                    application,
                    left.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A group without members is also forgotten by the cluster itself, after a week by default. */
    private void forgetGroups(Admin admin) throws InterruptedException, TimeoutException {
        try {
            List<String> groups = admin.listGroups().all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .map(GroupListing::groupId)
                    .filter(group -> group.equals(application) || group.startsWith(application + "-"))
                    .toList();
            admin.deleteConsumerGroups(groups).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            LOG.debug("the group {} stays until the cluster forgets it", application, refused);
        }
    }
}
