package org.earwitness.app.embedded;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What runs in the registry's own JVM: the registry, and a watch over whoever started it.
 *
 * <p>The parent holds the other end of standard input and never writes. When it is gone, however it went, the pipe ends and so
 * does this process: no registry is left behind, not even after {@code kill -9}.
 */
final class RegistryProcess {
    private static final String REGISTRY_MAIN = "io.quarkus.runner.GeneratedMain";
    private static final long EXIT_MILLIS = 5_000;

    private RegistryProcess() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(RegistryProcess::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        // Only on this process's class path, hence by name.
        Class.forName(REGISTRY_MAIN).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent; only the end counts
            }
        } catch (IOException e) {
            System.err.println("the pipe to the parent broke: " + e.getMessage());
        }
        Thread exit = new Thread(() -> System.exit(0), "parent-gone");
        exit.setDaemon(true);
        exit.start();
        try {
            // A registry that cannot shut down in time is ended all the same; its database is crash-safe.
            if (!new CountDownLatch(1).await(EXIT_MILLIS, TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
