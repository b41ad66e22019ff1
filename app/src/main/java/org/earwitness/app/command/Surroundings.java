package org.earwitness.app.command;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command sees of the process it runs in, so that a test can give it another one.
 *
 * @param environment environment variables
 * @param out standard output: what the command was asked for, nothing else
 * @param err standard error: progress and problems
 */
public record Surroundings(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
