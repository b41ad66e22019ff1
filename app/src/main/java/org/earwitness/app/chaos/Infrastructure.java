package org.earwitness.app.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.embedded.EmbeddedRegistry;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;

/** Broker and registry, each a process of its own, on a folder that outlives them and ports that they come back to. One thread. */
final class Infrastructure implements AutoCloseable {
    /** Far above what either takes: on a machine that is hurt on purpose everything takes its time. */
    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Topics topics;
    private final Topics clean;
    private final int brokerPort;
    private final KeptProcess broker;
    private final EmbeddedRegistry.Settings registrySettings;
    private Optional<EmbeddedRegistry> registry = Optional.empty();

    /**
     * @param folder where topics and schemas are kept
     * @param topics what is tried
     * @param clean what the undisturbed run writes
     */
    Infrastructure(Path folder, ChaosSettings settings, Topics topics, Topics clean) {
        this.topics = topics;
        this.clean = clean;
        brokerPort = freePort();
        broker = new KeptProcess(
                "broker",
                new ChildProcess.Launch(
                        List.of(ChaosPart.BROKER, folder.resolve("broker").toString(), Integer.toString(brokerPort)),
                        folder.resolve("logs/broker.log"),
                        settings.home()));
        registrySettings = new EmbeddedRegistry.Settings(
                settings.registryHome(),
                folder.resolve("registry"),
                folder.resolve("logs/registry.log"),
                freePort(),
                START.toMillis());
    }

    /** Starts both and makes what they lack. */
    void start() {
        broker.start();
        startRegistry();
        awaitBroker();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
                SchemaRegistry client = new HttpSchemaRegistry(RegistrySettings.of(registryAddress()))) {
            TopicPlan plan = new TopicPlan(topics, (short) 1, admin, client, ANSWER);
            plan.apply(plan.differences());
            make(clean.results(), admin);
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    URI registryAddress() {
        return registry.orElseThrow().address();
    }

    KeptProcess broker() {
        return broker;
    }

    void killRegistry() {
        EmbeddedRegistry killed = registry.orElseThrow();
        ProcessHandle.of(killed.processId()).ifPresent(ProcessHandle::destroyForcibly);
        killed.close();
    }

    /** Starts it where it was; returns when it answers. */
    void startRegistry() {
        registry = Optional.of(EmbeddedRegistry.start(registrySettings));
    }

    /** Returns when the broker answers. */
    void awaitBroker() {
        long deadline = System.nanoTime() + START.toNanos();
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "default.api.timeout.ms",
                (int) ANSWER.toMillis(),
                "request.timeout.ms",
                2_000))) {
            while (true) {
                try {
                    admin.describeCluster().nodes().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw CommandFailed.unavailable(
                                "the broker does not answer within " + START.toSeconds()
                                        + " s. Its log is logs/broker.log in the folder of the trial",
                                e);
                    }
                    broker.tend(System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while the broker started", e);
        }
    }

    @Override
    public void close() {
        broker.close();
        registry.ifPresent(EmbeddedRegistry::close);
    }

    private static void make(List<Topic<?>> missing, Admin admin) {
        for (Topic<?> topic : missing) {
            try {
                admin.createTopics(List.of(
                                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings())))
                        .all()
                        .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw CommandFailed.failed("topic " + topic.name() + " cannot be made: " + e.getMessage(), e);
                }
            } catch (TimeoutException e) {
                throw CommandFailed.unavailable("making topic " + topic.name() + " took too long", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandFailed.failed("interrupted while topics were made", e);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw CommandFailed.failed("there is no free port on loopback: " + e.getMessage(), e);
        }
    }
}
