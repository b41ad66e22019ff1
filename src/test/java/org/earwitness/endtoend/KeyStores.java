package org.earwitness.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1 and a trust store that holds it, made with the JDK's keytool.
 *
 * @param keys PKCS12 file with key and certificate
 * @param trust PKCS12 file with the certificate
 * @param password opens both
 */
record KeyStores(Path keys, Path trust, String password) {
    private static final long KEYTOOL_SECONDS = 60;

    static KeyStores make(Path folder, String name, String password) {
        Path keys = folder.resolve(name + "-keys.p12");
        Path trust = folder.resolve(name + "-trust.p12");
        Path certificate = folder.resolve(name + ".crt");
        keytool(
                password,
                "-genkeypair -alias broker -keyalg EC -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1 -validity 2 -keystore "
                        + keys);
        keytool(password, "-exportcert -alias broker -file " + certificate + " -keystore " + keys);
        keytool(password, "-importcert -noprompt -alias broker -file " + certificate + " -keystore " + trust);
        return new KeyStores(keys, trust, password);
    }

    private static void keytool(String password, String arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("keytool did not do " + arguments);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keytool cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while keytool ran", e);
        }
    }
}
