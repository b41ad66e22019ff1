package org.earwitness.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The platform whose native libraries were built in, and the one we run on.
 *
 * @param builtIn platform of the build, for instance {@code linux-x86_64}
 * @param here platform of this JVM, named in the same way
 */
record NativePlatform(String builtIn, String here) {
    private static final String RESOURCE = "/org/earwitness/app/platform.properties";

    /** Of this build and this JVM. */
    static NativePlatform current() {
        Properties properties = new Properties();
        try (InputStream stream = NativePlatform.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path: the build is incomplete");
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
        return new NativePlatform(
                properties.getProperty("platform", ""),
                name(System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    /** The name that the native libraries use for an operating system and a processor. */
    static String name(String system, String processor) {
        String lower = system.toLowerCase(Locale.ROOT);
        String kind = lower.startsWith("mac") ? "macosx" : lower.startsWith("windows") ? "windows" : lower;
        return kind + "-"
                + switch (processor) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> processor;
                };
    }

    /** Why nothing can run here, in words; empty where it can. */
    Optional<String> refusal() {
        return builtIn.equals(here)
                ? Optional.empty()
                : Optional.of("this build holds the native libraries of " + builtIn + ", but this machine is " + here
                        + ". Build for it with `mvn -Dearwitness.platform=" + here
                        + " package` (FFmpeg and ONNX Runtime have to exist for it), or use a " + builtIn + " machine");
    }
}
