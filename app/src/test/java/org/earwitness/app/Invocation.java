package org.earwitness.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.earwitness.app.command.Surroundings;

/**
 * One command line, run in this JVM, with what it printed.
 *
 * @param exitCode what the process would end with
 * @param out standard output
 * @param err standard error
 */
public record Invocation(int exitCode, String out, String err) {

    /** Runs a command line without environment variables. */
    public static Invocation of(String... arguments) {
        return in(Map.of(), arguments);
    }

    /** Runs a command line with these environment variables. */
    public static Invocation in(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(
                new Surroundings(environment, new PrintWriter(out, true), new PrintWriter(err, true)), arguments);
        return new Invocation(code, out.toString(), err.toString());
    }
}
