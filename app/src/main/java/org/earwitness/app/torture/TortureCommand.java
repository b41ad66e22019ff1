package org.earwitness.app.torture;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.ProjectHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts servers that misbehave, for whatever product is pointed at them. */
@Command(
        name = "torture",
        description = {
            "Start servers that misbehave in every way cameras and networks do, each on a port of its own, to try a product on.",
            "",
            "Prints one line a fault: its name, the address to read, and what a good product does within which time. Runs until it"
                    + " is stopped. With --upstream the faults of the connection stand between your product and your camera: what"
                    + " they pass on comes from the camera. With --self ingest is tried on all of them. docs/torture.md describes every fault."
        })
public final class TortureCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final double SAMPLE_SECONDS = 24;
    private static final String SAMPLE = "yard.mp4";

    private final Surroundings surroundings;

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            description = "Camera or server whose bytes are passed on; without it the servers send media themselves.")
    private Optional<String> upstream = Optional.empty();

    @Option(
            names = "--after",
            paramLabel = "BYTES",
            description = "How many bytes of the camera are passed on before it goes wrong (${DEFAULT-VALUE}).")
    private long after = 1024 * 1024;

    @Option(
            names = "--media",
            paramLabel = "FILE",
            description = "What the servers send; one that can be read from its beginning on, at most 64 MiB. A sample"
                    + " of the project if not given.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (${DEFAULT-VALUE}); 0.0.0.0 for all.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "Port of the first fault, the others follow (${DEFAULT-VALUE}); 0 for any free ones.")
    private int portBase = 18_600;

    @Option(names = "--list", description = "Only print the faults.")
    private boolean list;

    @Option(
            names = "--self",
            description =
                    "Try our own ingest on all faults, over a broker of its own, and print what it says of each and how"
                            + " soon. Ends with 1 where that is not good enough.")
    private boolean self;

    @Option(names = "--json", description = "Print JSON lines.")
    private boolean json;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public TortureCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (list) {
            print(FaultTable.text());
            return ExitCode.OK;
        }
        if (self) {
            return tryOurselves();
        }
        Optional<Visit.Upstream> camera = camera();
        int firstPort = checkedPorts();
        Media media = media();
        try (EndSignal end = EndSignal.listen();
                FaultyServers servers =
                        FaultyServers.start(media, camera, address(host), firstPort, Clock.systemUTC())) {
            servers.doors().forEach(door -> print((json ? FaultTable.json(door) : FaultTable.line(door)) + "\n"));
            while (!end.await(LOOK)) {
                // the servers have threads of their own
            }
        }
        return ExitCode.OK;
    }

    private int tryOurselves() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        Media media = media();
        ProjectHome home = ProjectHome.of(surroundings.environment());
        Clock clock = Clock.systemUTC();
        try (EndSignal end = EndSignal.listen();
                ClusterAccess cluster = ClusterAccess.embedded(config, home.registry());
                FaultyServers servers =
                        FaultyServers.start(media, Optional.empty(), InetAddress.getLoopbackAddress(), 0, clock)) {
            List<Finding> findings = new SelfTrial(cluster, config.ingest(), clock).run(servers, end::isRequested);
            findings.forEach(finding -> print((json ? finding.json() : finding.line()) + "\n"));
            if (end.isRequested()) {
                return ExitCode.INTERRUPTED;
            }
            return findings.stream().allMatch(Finding::isFine) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private Media media() {
        return file.map(Media::of)
                .orElseGet(() -> Media.of(ProjectHome.of(surroundings.environment())
                                .samples()
                                .resolve(SAMPLE))
                        .lasting(SAMPLE_SECONDS));
    }

    private int checkedPorts() {
        int last = portBase + Fault.values().length - 1;
        if (portBase < 0 || last > 65_535) {
            throw CommandFailed.usage("--port-base is " + portBase + ": " + Fault.values().length
                    + " ports from there on are needed, up to 65535. Use 18600.");
        }
        return portBase;
    }

    private Optional<Visit.Upstream> camera() {
        if (after < 1) {
            throw CommandFailed.usage(
                    "--after is " + after + ": a camera is passed on for at least 1 byte. Use 1048576.");
        }
        return upstream.map(text -> new Visit.Upstream(hostAndPort(text), after));
    }

    private static InetSocketAddress hostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw CommandFailed.usage("--upstream " + text + " is not HOST:PORT. Name the camera's, for instance"
                    + " 10.0.0.7:554, without protocol and path.");
        }
        return InetSocketAddress.createUnresolved(text.substring(0, colon), Integer.parseInt(port));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw CommandFailed.usage("--host " + host + " is no address of this machine. Use 127.0.0.1 or 0.0.0.0.");
        }
    }

    private void print(String text) {
        surroundings.out().print(text);
        surroundings.out().flush();
    }
}
