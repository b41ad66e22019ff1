package org.earwitness.app.command;

/** Ends a command with a sentence on standard error and an exit code; never shown with a stack trace. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    private CommandFailed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    private CommandFailed(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Something went wrong; the sentence says what, where and what to do. */
    public static CommandFailed failed(String message) {
        return new CommandFailed(ExitCode.FAILED, message);
    }

    /** Something went wrong, with the cause kept for {@code --verbose}. */
    public static CommandFailed failed(String message, Throwable cause) {
        return new CommandFailed(ExitCode.FAILED, message, cause);
    }

    /** The command line or the configuration is wrong. */
    public static CommandFailed usage(String message) {
        return new CommandFailed(ExitCode.USAGE, message);
    }

    /** Some input cannot be used. */
    public static CommandFailed unusableInput(String message) {
        return new CommandFailed(ExitCode.UNUSABLE_INPUT, message);
    }

    /** The cluster does not let us do it. */
    public static CommandFailed refused(String message) {
        return new CommandFailed(ExitCode.REFUSED, message);
    }

    /** A broker or registry did not answer in time. */
    public static CommandFailed unavailable(String message, Throwable cause) {
        return new CommandFailed(ExitCode.UNAVAILABLE, message, cause);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
