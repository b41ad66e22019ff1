package org.earwitness.bench.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.Topics;

/** The process that is the cluster: says where it is in one line on standard output, and ends when its standard input does. */
public final class ClusterProcess {
    /** What the line begins with that says where it is. */
    static final String ANNOUNCEMENT = "cluster ";

    private ClusterProcess() {}

    /** @param arguments the folder with the unpacked registry; how many partitions each topic has */
    public static void main(String[] arguments) throws IOException {
        Topics topics = Cluster.topics(Integer.parseInt(arguments[1]));
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(EmbeddedCluster.Settings.of(topics, Path.of(arguments[0])))) {
            System.out.println(ANNOUNCEMENT + cluster.bootstrapServers() + " " + cluster.schemaRegistryAddress());
            while (System.in.read() >= 0) {
                // Nothing is said to it; only the end counts.
            }
        }
    }
}
