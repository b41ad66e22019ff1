package org.earwitness.app.embedded;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own KRaft broker and controller, one node, inside this JVM and on loopback only.
 *
 * <p>The sockets are bound before the broker is made and handed over, so no port can be lost in between. A directory that was
 * used before keeps its topics; ports may differ from start to start. One thread starts and closes it. These are Kafka's
 * internal classes: they stay in this file, because they change without notice between versions.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int NODE = 1;
    private static final String CLIENT = "CLIENT";
    private static final String INTERNAL = "INTERNAL";
    private static final String CONTROLLER = "CONTROLLER";
    private static final List<String> LISTENERS = List.of(CLIENT, INTERNAL, CONTROLLER);

    /** Largest record the broker takes at all: above what any topic of ours allows. */
    private static final int MESSAGE_BYTES = 4 * 1024 * 1024;

    private final DirectoryLock lock;
    private final Map<String, ServerSocketChannel> sockets;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String bootstrapServers;
    private final BlockingQueue<String> fault;

    private EmbeddedBroker(
            DirectoryLock lock,
            Map<String, ServerSocketChannel> sockets,
            ControllerServer controller,
            BrokerServer broker,
            BlockingQueue<String> fault) {
        this.lock = lock;
        this.sockets = sockets;
        this.controller = controller;
        this.broker = broker;
        this.bootstrapServers = "127.0.0.1:" + port(sockets, CLIENT);
        this.fault = fault;
    }

    /**
     * Starts a broker on a directory and waits until it serves.
     *
     * @param directory where topics are kept; made when missing, formatted when empty
     * @throws EmbeddedFailure when the broker does not start; nothing is left running then
     */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, 0);
    }

    /**
     * The same on a port that clients know, so that they find it again after it was started anew.
     *
     * @param directory where topics are kept; made when missing, formatted when empty
     * @param clientPort port on loopback for clients; 0 for any free one
     * @throws EmbeddedFailure when the broker does not start; nothing is left running then
     */
    public static EmbeddedBroker start(Path directory, int clientPort) {
        return start(directory, clientPort, Optional.empty());
    }

    /**
     * The same, asking clients for TLS and a login.
     *
     * @param security who may come in and do everything; empty for a broker that lets in whoever is on this machine
     */
    public static EmbeddedBroker start(Path directory, int clientPort, Optional<BrokerSecurity> security) {
        DirectoryLock lock = DirectoryLock.take(directory);
        Map<String, ServerSocketChannel> sockets = new LinkedHashMap<>();
        EmbeddedBroker made;
        try {
            for (String listener : LISTENERS) {
                sockets.put(listener, bind(listener.equals(CLIENT) ? clientPort : 0));
            }
            format(directory, security);
            made = make(lock, directory, sockets, security);
        } catch (Exception e) { // Kafka's formatter declares Exception itself
            closeSockets(sockets);
            lock.close();
            throw failure(directory, e);
        }
        made.startServers(directory);
        return made;
    }

    /** What a Kafka client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The first fault the broker met while it ran, in words; empty while it is sound. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault.peek());
    }

    /** Stops broker and controller and closes the sockets; topics stay in the directory. */
    @Override
    public void close() {
        try {
            broker.shutdown();
        } finally {
            controller.shutdown();
            closeSockets(sockets);
            lock.close();
        }
    }

    private void startServers(Path directory) {
        try {
            controller.startup();
            broker.startup();
        } catch (Throwable e) { // whatever it was, threads of a half-started broker must not stay
            try {
                close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw failure(directory, e);
        }
    }

    private static EmbeddedFailure failure(Path directory, Throwable cause) {
        return new EmbeddedFailure(
                "the embedded broker cannot start in " + directory + ": " + cause.getMessage()
                        + ". Check rights and space, or name another directory",
                cause);
    }

    private static EmbeddedBroker make(
            DirectoryLock lock,
            Path directory,
            Map<String, ServerSocketChannel> sockets,
            Optional<BrokerSecurity> security) {
        Map<String, String> properties = new HashMap<>(properties(directory, sockets));
        security.ifPresent(secured -> properties.putAll(secured.properties()));
        KafkaConfig config = new KafkaConfig(properties, false);
        var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        BlockingQueue<String> fault = new ArrayBlockingQueue<>(1);
        SharedServer shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                Server$.MODULE$.initializeMetrics(
                        config, Time.SYSTEM, directories._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        Map.of(NODE, new InetSocketAddress(loopback(), port(sockets, CONTROLLER)))),
                List.of(),
                // Kafka's own factory halts the JVM at a fault; ours keeps the reason for whoever runs the broker.
                (name, fatal, action) -> recordFault(fault, name, action),
                (listener, address, backlog, receiveBytes) -> handOver(sockets, listener));
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        return new EmbeddedBroker(lock, sockets, controller, new BrokerServer(shared), fault);
    }

    private static FaultHandler recordFault(BlockingQueue<String> fault, String name, Runnable action) {
        return (message, cause) -> {
            String words = name + ": " + message + (cause == null ? "" : " (" + cause + ")");
            fault.offer(words); // the first one counts, others follow from it
            LOG.warn("fault in the embedded broker: {}", words, cause);
            action.run();
            return new IllegalStateException(words, cause);
        };
    }

    private static ServerSocketChannel handOver(Map<String, ServerSocketChannel> sockets, String listener) {
        ServerSocketChannel socket = sockets.get(listener);
        if (socket == null) {
            throw new IllegalStateException("the broker asked for a socket of the unknown listener " + listener);
        }
        return socket;
    }

    private static void format(Path directory, Optional<BrokerSecurity> security) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.latestProduction());
        security.ifPresent(secured -> formatter.setScramArguments(secured.scramArguments()));
        formatter.run();
    }

    private static Map<String, String> properties(Path directory, Map<String, ServerSocketChannel> sockets) {
        return Map.ofEntries(
                entry("process.roles", "broker,controller"),
                entry("node.id", Integer.toString(NODE)),
                entry("log.dirs", directory.toString()),
                entry("controller.listener.names", CONTROLLER),
                entry("inter.broker.listener.name", INTERNAL),
                entry("controller.quorum.voters", NODE + "@127.0.0.1:" + port(sockets, CONTROLLER)),
                entry("listener.security.protocol.map", "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                entry("listeners", addresses(sockets, LISTENERS)),
                entry("advertised.listeners", addresses(sockets, List.of(CLIENT, INTERNAL))),
                entry("offsets.topic.replication.factor", "1"),
                entry("offsets.topic.num.partitions", "3"),
                entry("transaction.state.log.replication.factor", "1"),
                entry("transaction.state.log.min.isr", "1"),
                entry("transaction.state.log.num.partitions", "3"),
                entry("share.coordinator.state.topic.replication.factor", "1"),
                entry("share.coordinator.state.topic.min.isr", "1"),
                entry("share.coordinator.state.topic.num.partitions", "1"),
                entry("group.initial.rebalance.delay.ms", "0"),
                // So that a group of the streams protocol may ask for the time-out that the classic one has.
                entry("group.streams.min.session.timeout.ms", "6000"),
                entry("group.streams.min.heartbeat.interval.ms", "1000"),
                entry("auto.create.topics.enable", "false"),
                entry("message.max.bytes", Integer.toString(MESSAGE_BYTES)),
                entry("replica.fetch.max.bytes", Integer.toString(MESSAGE_BYTES)),
                // The default takes 128 MB of heap for cleaning compacted topics of a few kilobytes.
                entry("log.cleaner.dedupe.buffer.size", "2000000"),
                entry("num.network.threads", "2"),
                entry("num.io.threads", "4"),
                entry("background.threads", "2"));
    }

    private static String addresses(Map<String, ServerSocketChannel> sockets, List<String> listeners) {
        return String.join(
                ",",
                listeners.stream()
                        .map(listener -> listener + "://127.0.0.1:" + port(sockets, listener))
                        .toList());
    }

    /** 127.0.0.1 by number: "localhost" may be IPv6 here and IPv4 there. */
    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }

    private static ServerSocketChannel bind(int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        socket.bind(new InetSocketAddress(loopback(), port));
        socket.configureBlocking(false);
        return socket;
    }

    private static int port(Map<String, ServerSocketChannel> sockets, String listener) {
        return handOver(sockets, listener).socket().getLocalPort();
    }

    private static void closeSockets(Map<String, ServerSocketChannel> sockets) {
        for (ServerSocketChannel socket : sockets.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket of the embedded broker cannot be closed", e);
            }
        }
    }
}
