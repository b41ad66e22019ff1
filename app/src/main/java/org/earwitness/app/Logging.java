package org.earwitness.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** What {@code --verbose} changes: our own rooms at DEBUG, Kafka at INFO, and whole stack traces. */
final class Logging {
    private static final String APPENDER = "standard-error";
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{36}: %msg%n%ex";

    private Logging() {}

    /** Raises the levels for the rest of the process; without effect under another logging library or file. */
    static void beVerbose() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLogger("ROOT").setLevel(Level.INFO);
        context.getLogger("org.earwitness").setLevel(Level.DEBUG);
        Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender(APPENDER);
        if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern(PATTERN);
            encoder.start();
            console.stop();
            console.setEncoder(encoder);
            console.start();
        }
    }
}
