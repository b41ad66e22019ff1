package org.earwitness.app.command;

import java.util.List;

/** Exit codes of every command; the numbers from 64 on are those of BSD's {@code sysexits}. */
public final class ExitCode {
    /** Everything was done. */
    public static final int OK = 0;
    /** Something went wrong that no other code names. */
    public static final int FAILED = 1;
    /** Some input could not be used: media that cannot be read, a pack that does not hold. The rest was done. */
    public static final int UNUSABLE_INPUT = 2;
    /** Something is to do: {@code topics plan} found differences. */
    public static final int DIFFERENCES = 3;
    /** The command line or the configuration is wrong; nothing was done. */
    public static final int USAGE = 64;
    /** A broker or a schema registry did not answer in time. */
    public static final int UNAVAILABLE = 69;
    /** The cluster refused the login, the certificate or a right. */
    public static final int REFUSED = 77;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The codes with their meaning, as picocli prints them at the end of {@code --help}. */
    public static List<String> descriptions() {
        return List.of(
                "0:done",
                "1:failed",
                "2:some input could not be used (media, pack); the rest was done",
                "3:there is something to do (topics plan)",
                "64:the command line or the configuration is wrong",
                "69:a broker or schema registry did not answer in time",
                "77:the cluster refused the login, the certificate or a right",
                "130:interrupted");
    }
}
