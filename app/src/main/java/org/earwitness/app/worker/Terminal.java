package org.earwitness.app.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether somebody watches standard error, or a file or another program does. */
public final class Terminal {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether standard error is a terminal. {@code System.console()} does not tell: it also asks for standard input and output,
     * and newer JDKs always give one.
     */
    public static boolean isStandardError() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
            // No such file system here: without a bar nothing is lost but the bar.
            return false;
        }
    }
}
