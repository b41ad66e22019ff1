package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.Main;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.embedded.BrokerSecurity;
import org.earwitness.app.embedded.EmbeddedBroker;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.app.topics.Role;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that asks for TLS, a SCRAM login and rights: every role does its work with exactly the rights that
 * {@code topics apply --acls} gives it, and nothing beyond; refusals are told in words and no secret is.
 */
@TestMethodOrder(OrderAnnotation.class)
final class SecurityTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PREFIX = "sec.";
    private static final String ROOT = "root";
    private static final String APPLICATION = "sec-localizer";
    private static final String STORE_PASSWORD = "store-secret-7f3a";

    @TempDir
    private static Path folder = Path.of("");

    private static final Map<String, String> PASSWORDS = passwords();
    private static Optional<EmbeddedCluster> cluster = Optional.empty();
    private static Optional<EmbeddedBroker> broker = Optional.empty();
    private static Optional<KeyStores> stores = Optional.empty();

    @BeforeAll
    static void startBroker() {
        // Of this one only the registry is used: who may do what there is the registry's own matter.
        cluster = Optional.of(EmbeddedCluster.start(
                EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry"))));
        KeyStores made = KeyStores.make(folder, "broker", STORE_PASSWORD);
        stores = Optional.of(made);
        broker = Optional.of(EmbeddedBroker.start(
                folder.resolve("secure"),
                0,
                Optional.of(new BrokerSecurity(made.keys(), made.password(), PASSWORDS, ROOT))));
    }

    @AfterAll
    static void stopBroker() {
        broker.ifPresent(EmbeddedBroker::close);
        cluster.ifPresent(EmbeddedCluster::close);
    }

    @Test
    @Order(1)
    void rightsAreGivenOnceByWhoMayAndTopicsAreMadeByTheAdmin() {
        Said given = as(ROOT, "topics", "apply", "--acls", "--ingest-group", "cameras", "--reader-group", "alerts-");
        assertThat(given.exitCode()).as(given.err()).isEqualTo(ExitCode.OK);
        assertThat(given.out())
                .contains("+ User:localize may READ TOPIC sec.segments\n")
                .contains("+ User:localize may CREATE TOPIC sec-localizer-*\n")
                .contains("+ User:ingest may READ GROUP cameras\n");
        assertThat(as(ROOT, "topics", "apply", "--acls", "--ingest-group", "cameras", "--reader-group", "alerts-")
                        .out())
                .isEqualTo("Nothing to do: every role has its rights.\n");

        Said made = as("admin", "topics", "apply");
        assertThat(made.exitCode()).as(made.err()).isEqualTo(ExitCode.OK);
        assertThat(as("admin", "topics", "plan").exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    @Order(2)
    void everyRoleDoesItsWorkWithExactlyItsRights() {
        Path clip = TestClip.of("red+tone", "red+tone", "gray", "lime+tone").writeTo(folder.resolve("gate.mp4"));
        Product product = new Product(made("work"));
        Product.Finished ingested = product.run(LIMIT, with("ingest", "ingest", clip));
        assertThat(ingested.exitCode()).as(ingested.errors()).isZero();
        try (Product.Running localizer = product.start(with("localize", "localize", "--pack", pack()));
                TopicReader events = new TopicReader(properties("reader"), PREFIX + "events")) {
            assertThat(events.until("four events", LIMIT, records -> records.size() >= 4 || !localizer.isAlive()))
                    .as(localizer.said())
                    .hasSize(4);
            assertThat(localizer.terminate(LIMIT).exitCode()).isIn(0, 130, 143);
        }

        assertThat(as("operator", "sources", "add", "gate=rtsp://127.0.0.1:1/main")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(as("operator", "sources", "list").out()).contains("gate");
        assertThat(as("operator", "rejected", "list").out()).isEqualTo("No rejected records.\n");
        try (TopicReader segments = new TopicReader(properties("dashboard"), PREFIX + "segments")) {
            assertThat(segments.until("segments", LIMIT, records -> records.size() >= 4))
                    .isNotEmpty();
        }
        try (KafkaConsumer<String, byte[]> alerts = subscriber("reader", "alerts-1")) {
            await().atMost(LIMIT)
                    .ignoreExceptions() // a group that nobody has joined yet is not found
                    .until(() -> !alerts.poll(Duration.ofMillis(100)).isEmpty());
        }
        try (Product.Running worker = product.start(with("ingest", "ingest", "--group", "cameras"));
                Admin admin = Admin.create(properties(ROOT))) {
            await().atMost(LIMIT)
                    .ignoreExceptions() // a group that nobody has joined yet is not found
                    .until(
                            () -> admin
                                    .describeConsumerGroups(List.of("cameras"))
                                    .all()
                                    .get(20, TimeUnit.SECONDS)
                                    .values()
                                    .stream()
                                    .allMatch(group -> group.groupState() == GroupState.STABLE));
            assertThat(worker.isAlive()).as(worker.said()).isTrue();
        }
    }

    @Test
    @Order(3)
    void oneStepBeyondIsRefusedWithTheRightThatIsMissing() {
        assertThat(as("admin", "topics", "apply", "--acls"))
                .satisfies(said -> refused(
                        said, "the login lacks a right to the cluster as a whole", "needs DESCRIBE permission"));
        assertThat(as("ingest", "rejected", "list"))
                .satisfies(said -> refused(said, "the login lacks a right", "sec.rejected"));
        assertThat(as("reader", "sources", "add", "gate=rtsp://127.0.0.1:1/main"))
                .satisfies(said -> refused(said, "the login lacks a right", "sec.sources"));
        assertThat(as("ingest", "localize", "--pack", pack().toString()))
                .satisfies(said -> refused(said, "the login lacks a right", "sec."));
        assertThat(as("reader", "ingest", folder.resolve("gate.mp4").toString()))
                .satisfies(said -> refused(said, "the login lacks a right", "sec.segments", "topics plan --acls"));
        assertThat(as("dashboard", "ingest", folder.resolve("gate.mp4").toString()))
                .as("who may look at the topics but not write them is told before anything is read")
                .satisfies(said -> refused(
                        said, "the login lacks a right: WRITE of sec.segments, WRITE of sec.streams. ", "plan --acls"));
        assertThat(as("localize", "localize", "--pack", pack().toString(), "--set", "streaming.applicationId=other"))
                .satisfies(said -> refused(said, "the login lacks a right", "other"));

        assertThatThrownBy(() -> send("reader", PREFIX + "events"))
                .as("who may write nowhere is not even given the id of a producer")
                .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
        assertThatThrownBy(() -> send("localize", PREFIX + "streams"))
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> send("operator", PREFIX + "events"))
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
        try (KafkaConsumer<String, byte[]> foreign = subscriber("reader", APPLICATION)) {
            assertThatThrownBy(() -> foreign.poll(LIMIT)).isInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    @Order(4)
    void aWrongPasswordAndAnUnknownAuthorityAreToldInWords() {
        Said wrong = as("ingest", "sources", "list", "--set", "kafka.sasl.jaas.config=" + login("ingest", "guessed"));
        refused(wrong, "the cluster refused the login", "SCRAM-SHA-256", "kafka.sasl.jaas.config");

        KeyStores other = KeyStores.make(folder, "other", STORE_PASSWORD);
        Said unknown = as("ingest", "sources", "list", "--set", "kafka.ssl.truststore.location=" + other.trust());
        refused(unknown, "the TLS handshake with the cluster failed", "kafka.ssl.truststore.location");

        Said noFile = as("ingest", "sources", "list", "--set", "kafka.sasl.jaas.config=${file:/nowhere/login}");
        assertThat(noFile.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(noFile.err()).contains("kafka.sasl.jaas.config refers to /nowhere/login");
    }

    @Test
    @Order(5)
    void noOutputHoldsASecretEvenWhenItIsVerbose() throws IOException {
        Path kept = made("verbose");
        Product product = new Product(kept);
        Path clip = TestClip.of("red+tone").writeTo(folder.resolve("yard.mp4"));
        product.run(LIMIT, with("ingest", "--verbose", "ingest", clip));
        product.run(LIMIT, with("ingest", "--verbose", "localize", "--pack", pack()));
        product.run(LIMIT, with("ingest", "--verbose", "rejected", "list"));
        product.run(LIMIT, with("localize", "config"));
        product.run(
                LIMIT,
                with("ingest", "--verbose", "sources", "list", "--set", "kafka.ssl.truststore.password=guessed"));
        String said;
        try (Stream<Path> files = Files.list(kept)) {
            said = files.filter(Files::isRegularFile).map(SecurityTest::text).collect(Collectors.joining());
        }

        assertThat(said).contains("[hidden]").contains("${file:").contains("ProducerConfig values");
        assertThat(said).doesNotContain(STORE_PASSWORD);
        PASSWORDS.values().forEach(password -> assertThat(said).doesNotContain(password));
    }

    private static void refused(Said said, String... words) {
        assertThat(said.exitCode()).as(said.err()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.err()).contains(words);
        PASSWORDS.values().forEach(password -> assertThat(said.err()).doesNotContain(password));
    }

    /** What a command said. */
    private record Said(int exitCode, String out, String err) {}

    /** Runs a command to its end in this process. */
    private static Said as(String user, String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Map<String, String> environment =
                Map.of("EARWITNESS_HOME", Product.root().toString());
        int code = Main.execute(
                new Surroundings(environment, new PrintWriter(out, true), new PrintWriter(err, true)),
                Arrays.stream(with(user, (Object[]) command))
                        .map(Object::toString)
                        .toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private static Object[] with(String user, Object... command) {
        List<Object> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(List.of(
                "--config",
                configuration(user),
                "--schema-registry-url",
                cluster.orElseThrow().schemaRegistryAddress()));
        if (all.contains("--acls")) {
            for (Role role : Role.values()) {
                all.addAll(List.of("--principal", role.word() + "=" + role.word()));
            }
        }
        return all.toArray();
    }

    /** A configuration file as a user would write it: secrets are in files of their own. */
    private static Path configuration(String user) {
        Path password = write("password-" + user, PASSWORDS.get(user) + "\n");
        Path storePassword = write("store-password", STORE_PASSWORD + "\n");
        return write(
                "earwitness-" + user + ".yaml",
                String.join(
                        "\n",
                        "kafka:",
                        "  bootstrapServers: " + broker.orElseThrow().bootstrapServers(),
                        "  security.protocol: SASL_SSL",
                        "  sasl.mechanism: SCRAM-SHA-256",
                        "  sasl.jaas.config: '" + login(user, "${file:" + password + "}") + "'",
                        "  ssl.truststore.location: " + stores.orElseThrow().trust(),
                        "  ssl.truststore.type: PKCS12",
                        "  ssl.truststore.password: ${file:" + storePassword + "}",
                        "topics:",
                        "  prefix: " + PREFIX,
                        "  partitions: 2",
                        "  replicationFactor: 1",
                        "streaming:",
                        "  applicationId: " + APPLICATION,
                        "  replicationFactor: 1",
                        "  threads: 2",
                        "  stateDirectory: " + folder.resolve("state"),
                        ""));
    }

    private static Map<String, Object> properties(String user) {
        return new TreeMap<>(Map.of(
                "bootstrap.servers",
                broker.orElseThrow().bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-256",
                "sasl.jaas.config",
                login(user, String.valueOf(PASSWORDS.get(user))),
                "ssl.truststore.location",
                stores.orElseThrow().trust().toString(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.password",
                STORE_PASSWORD));
    }

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    private static KafkaConsumer<String, byte[]> subscriber(String user, String group) {
        Map<String, Object> settings = properties(user);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(PREFIX + "events"));
        return consumer;
    }

    private static void send(String user, String topic) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties(user), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, "gate", new byte[] {1})).get();
        }
    }

    private static Map<String, String> passwords() {
        Map<String, String> passwords = new TreeMap<>();
        passwords.put(ROOT, "root-secret-9d1e");
        for (Role role : Role.values()) {
            passwords.put(role.word(), role.word() + "-secret-5c2b");
        }
        return passwords;
    }

    private static Path pack() {
        return FixturePack.writeTo(folder.resolve("pack"));
    }

    private static Path made(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot make " + name, e);
        }
    }

    private static Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + name, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + file, e);
        }
    }
}
