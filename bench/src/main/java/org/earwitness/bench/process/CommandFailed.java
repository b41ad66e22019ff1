package org.earwitness.bench.process;

import java.util.List;

/** A command that is measured did not do its work, so its figures would mean nothing. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param command the command
     * @param reason what happened, in words
     */
    public CommandFailed(List<String> command, String reason) {
        super("'" + String.join(" ", command) + "' " + reason);
    }
}
