package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.GroupState;
import org.earwitness.schemas.Topics;

/**
 * The product as it is tried: broker, registry, two workers of ingest that play files as live streams, and the localizers, all
 * processes of their own over one folder. One thread starts, hurts and closes it.
 */
final class Installation implements AutoCloseable {
    /** Name of the undisturbed run beside it. */
    static final String CLEAN = "clean";

    private static final int WORKERS = 2;
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String APPLICATION = "chaos-localizer";

    private final Path folder;
    private final ChaosSettings settings;
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX, ChaosSettings.PARTITIONS);
    private final Infrastructure infrastructure;
    private final List<KeptProcess> ingests = new ArrayList<>();
    private final List<KeptProcess> localizers = new ArrayList<>();

    Installation(Path folder, ChaosSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.infrastructure = new Infrastructure(folder, settings, topics, topics.beside(CLEAN));
    }

    /** Starts everything; returns when broker and registry answer, the rest takes some seconds more. */
    void start() {
        infrastructure.start();
        for (int i = 1; i <= settings.instances(); i++) {
            KeptProcess localizer = localizer(i);
            localizers.add(localizer);
            steer(localizer, EngineFault.NONE);
            localizer.start();
        }
        for (int i = 1; i <= Math.min(WORKERS, settings.streams()); i++) {
            KeptProcess ingest = ingest(i);
            ingests.add(ingest);
            ingest.start();
        }
    }

    Path folder() {
        return folder;
    }

    ChaosSettings settings() {
        return settings;
    }

    Topics topics() {
        return topics;
    }

    Infrastructure infrastructure() {
        return infrastructure;
    }

    List<KeptProcess> localizers() {
        return List.copyOf(localizers);
    }

    List<KeptProcess> ingests() {
        return List.copyOf(ingests);
    }

    /** The streams that are fed for as long as it runs. */
    Set<String> streams() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < settings.streams(); i++) {
            names.add(settings.stream(i));
        }
        return names;
    }

    /** How clients reach the broker. */
    Map<String, Object> kafka() {
        return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, infrastructure.bootstrapServers());
    }

    /** Makes the engine of a localizer faulty, or sound again. */
    void steer(KeptProcess localizer, EngineFault fault) {
        fault.writeTo(steering(localizer.name()));
    }

    /** A localizer beyond those that are kept; whoever asks for it starts and closes it. */
    KeptProcess passingLocalizer(int number) {
        return localizer(settings.instances() + number);
    }

    /** Starts what has ended by itself; to be called again and again. */
    void tend() {
        long now = System.nanoTime();
        infrastructure.broker().tend(now);
        localizers.forEach(localizer -> localizer.tend(now));
        ingests.forEach(ingest -> ingest.tend(now));
    }

    /** Whether every localizer has joined and those that died are forgotten; false where the broker does not say. */
    boolean isBalanced() {
        try (Admin admin = Admin.create(kafka())) {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(APPLICATION))
                    .all()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .get(APPLICATION);
            return group != null
                    && group.groupState() == GroupState.STABLE
                    && group.members().size() == settings.instances() * ChaosSettings.THREADS;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** No more segments come after this. */
    void stopFeeding() {
        ingests.forEach(KeptProcess::close);
        ingests.clear();
    }

    /** Nothing is localized after this. */
    void stopLocalizing() {
        localizers.forEach(KeptProcess::close);
        localizers.clear();
    }

    @Override
    public void close() {
        stopFeeding();
        stopLocalizing();
        infrastructure.close();
    }

    private KeptProcess localizer(int number) {
        String name = "localizer-" + number;
        List<String> arguments = new ArrayList<>(List.of(
                ChaosPart.LOCALIZE,
                steering(name).toString(),
                "--pack",
                settings.pack().toString()));
        arguments.addAll(access());
        arguments.addAll(List.of(
                "--set",
                "streaming.replicationFactor=1",
                "--set",
                "streaming.threads=" + ChaosSettings.THREADS,
                "--set",
                "streaming.applicationId=" + APPLICATION,
                "--set",
                "streaming.stateDirectory=" + folder.resolve("state").resolve(name),
                // Short, so that a stream whose ingest stands still gets markers out of a transaction.
                "--set",
                "streaming.stalledAfterMillis=3s"));
        arguments.addAll(settings.localizerFlags());
        return new KeptProcess(name, launch(name, arguments));
    }

    private KeptProcess ingest(int number) {
        String name = "ingest-" + number;
        Path list = folder.resolve(name + ".yaml");
        StringBuilder yaml = new StringBuilder("streams:\n");
        for (int i = number - 1; i < settings.streams(); i += WORKERS) {
            yaml.append("  ")
                    .append(settings.stream(i))
                    .append(": {address: \"")
                    .append(settings.file(i))
                    .append("\", playback: loop}\n");
        }
        try {
            Files.writeString(list, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("the list of streams cannot be written to " + list, e);
        }
        return new KeptProcess(
                name,
                launch(
                        name,
                        Stream.concat(Stream.of(ChaosPart.INGEST, "--config", list.toString()), access().stream())
                                .toList()));
    }

    private List<String> access() {
        return List.of(
                "--bootstrap-server",
                infrastructure.bootstrapServers(),
                "--schema-registry-url",
                infrastructure.registryAddress().toString(),
                "--set",
                "topics.partitions=" + ChaosSettings.PARTITIONS);
    }

    private ChildProcess.Launch launch(String name, List<String> arguments) {
        return new ChildProcess.Launch(arguments, folder.resolve("logs").resolve(name + ".log"), settings.home());
    }

    private Path steering(String localizer) {
        return folder.resolve(localizer + ".fault");
    }
}
