package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.MeasuredCommand;
import org.earwitness.bench.process.ProcessTree;

/**
 * A command of the product that runs until it is closed.
 *
 * @param process the process of the script
 * @param errors what it writes to standard error
 */
record Worker(Process process, Path errors) implements AutoCloseable {

    /** Starts a command against a cluster; its output goes into the log folder. */
    static Worker start(String name, Workbench workbench, Cluster cluster, List<String> arguments) {
        List<String> command = new ArrayList<>(workbench.earwitness(arguments.toArray(String[]::new)));
        command.addAll(List.of(
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryAddress().toString()));
        Path errors = workbench.logs().resolve(name + ".err");
        return new Worker(MeasuredCommand.start(command, workbench.logs().resolve(name + ".out"), errors), errors);
    }

    /** Fails when it has ended, which it does not by itself unless it cannot go on. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a worker ended by itself; see " + errors);
        }
    }

    ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    @Override
    public void close() {
        MeasuredCommand.end(process);
    }
}
