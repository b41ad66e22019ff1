package org.earwitness.ingest.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.WorkerSecrets.Released;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretReferencesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPasswordWithTheSignsOfAUrlIsEncoded() {
        var resolved = resolve("rtsp://admin:${env:PASSWORD}@10.0.0.7/main", Map.of("PASSWORD", "p@ss:w/rd?#é"));

        assertThat(resolved.definition().address()).isEqualTo("rtsp://admin:p%40ss%3Aw%2Frd%3F%23%C3%A9@10.0.0.7/main");
    }

    @Property(tries = 300)
    void whateverThePasswordIsTheUrlKeepsItsHostAndGivesItBack(@ForAll @NotEmpty String password) {
        // A lone half of a surrogate pair is no text that an environment could hold.
        String text = new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        var resolved = resolve("rtsp://admin:${env:PASSWORD}@camera.example/main", Map.of("PASSWORD", text));

        URI uri = URI.create(resolved.definition().address());
        assertThat(uri.getHost()).isEqualTo("camera.example");
        String written = uri.getRawUserInfo().substring("admin:".length());
        assertThat(URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void aFileGivesItsTextWithoutTheLineEnd() throws Exception {
        Path file = Files.writeString(folder.resolve("gate"), "secret one\n");

        var resolved = resolve("rtsp://admin:${file:" + file + "}@10.0.0.7/main", Map.of());

        assertThat(resolved.definition().address()).isEqualTo("rtsp://admin:secret%20one@10.0.0.7/main");
    }

    @Test
    void optionsTakeSecretsAsTheyAre() {
        StreamDefinition definition = new StreamDefinition(
                "gate",
                "srt://10.0.0.7:9000",
                Playback.LIVE,
                Transport.TCP,
                WantedTracks.BOTH,
                List.of(),
                Map.of("passphrase", "${env:PHRASE}", "latency", "200"),
                true,
                Optional.empty(),
                OptionalLong.empty());

        var resolved = new SecretReferences(WorkerSecrets.all(Map.of("PHRASE", "p@ss phrase"))).resolve(definition);

        assertThat(resolved.definition().options())
                .containsEntry("passphrase", "p@ss phrase")
                .containsEntry("latency", "200");
        assertThat(resolved.redactor().redacted("passphrase 'p@ss phrase' is too short"))
                .isEqualTo("passphrase '[hidden]' is too short");
    }

    @Test
    void aWholeAddressMayBeASecret() {
        var resolved = resolve("${env:CAMERA}", Map.of("CAMERA", "rtsp://u:p@10.0.0.7/main?key=1"));

        assertThat(resolved.definition().address()).isEqualTo("rtsp://u:p@10.0.0.7/main?key=1");
    }

    @Test
    void whatIsMissingIsNamedWithoutAnythingElse() {
        assertThatThrownBy(() -> resolve("rtsp://${env:USER_NAME}@h/", Map.of("OTHER", "hunter2")))
                .isInstanceOf(MissingSecret.class)
                .hasMessage("the environment variable USER_NAME is not set for this worker. Set it.");
        assertThatThrownBy(() -> resolve("rtsp://${file:" + folder.resolve("none") + "}@h/", Map.of()))
                .isInstanceOf(MissingSecret.class)
                .hasMessageContaining("is not there on this worker");
        assertThatThrownBy(() -> resolve("rtsp://${env:EMPTY}@h/", Map.of("EMPTY", "")))
                .hasMessageContaining("EMPTY is empty");
        assertThatThrownBy(() -> resolve("rtsp://${vault:x}@h/", Map.of()))
                .isInstanceOf(MissingSecret.class)
                .hasMessageContaining("Use ${env:NAME} or ${file:PATH}");
    }

    @Test
    void aListThatOthersWriteReachesOnlyWhatIsReleased() throws Exception {
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("gate"), "inside");
        Files.writeString(folder.resolve("key"), "outside");
        Files.createSymbolicLink(secrets.resolve("link"), folder.resolve("key"));
        SecretStore store = WorkerSecrets.of(
                Map.of("STREAM_GATE", "yes", "AWS_SECRET_ACCESS_KEY", "no"),
                new Released(List.of("STREAM_"), List.of(secrets)));

        assertThat(store.variable("STREAM_GATE")).contains("yes");
        assertThat(store.file(secrets.resolve("gate").toString())).contains("inside");
        assertThatThrownBy(() -> store.variable("AWS_SECRET_ACCESS_KEY"))
                .isInstanceOf(MissingSecret.class)
                .hasMessageContaining("not released")
                .hasMessageContaining("STREAM_");
        for (String path : List.of(secrets + "/../key", secrets + "/link", folder + "/key")) {
            assertThatThrownBy(() -> store.file(path)).as(path).hasMessageContaining("not released");
        }
    }

    @Test
    void secretsShowNeitherAsTheyAreNorEncodedNorInAMessageOfFfmpeg() {
        var resolved = resolve("rtsp://admin:${env:PASSWORD}@10.0.0.7/main", Map.of("PASSWORD", "p@ss:word"));

        String said = resolved.redactor()
                .redacted("[rtsp] rtsp://admin:p%40ss%3Aword@10.0.0.7/main: 401 for admin:p@ss:word (p%40ss%3Aword)");

        assertThat(said).doesNotContain("p@ss").doesNotContain("p%40").contains("10.0.0.7/main", "401");
        assertThat(resolved.toString()).doesNotContain("p%40");
        assertThat(Redactor.hiding(List.of("ab")).redacted("ab is about nothing"))
                .as("a short one is hidden where it stands alone")
                .isEqualTo("[hidden] is about nothing");
    }

    @Test
    void literalSecretsAreFound() {
        assertThat(found("rtsp://admin:hunter2@h/main")).containsExactly("a password in its address");
        assertThat(found("rtsp://admin:x${env:P}@h/main")).containsExactly("a password in its address");
        assertThat(found("https://h/live.m3u8?a=1&token=abc")).containsExactly("the value of 'token' in its address");
        assertThat(found("srt://h:9000?passphrase=abc")).containsExactly("the value of 'passphrase' in its address");
        assertThat(found("rtsp://admin:${env:P}@h/main")).isEmpty();
        assertThat(found("rtsp://${file:/run/secrets/u}:${file:/run/secrets/p}@h/main"))
                .isEmpty();
        assertThat(found("https://h/live.m3u8?token=${env:T}&a=1")).isEmpty();
        assertThat(found("rtsp://admin@h/main")).isEmpty();
        assertThat(found("clip.mp4")).isEmpty();
    }

    @Test
    void aLiteralPasswordIsFoundWhateverIsInIt() {
        for (String sign : List.of("/", "?", "#", "@", " ", "/@", "?@")) {
            assertThat(found("rtsp://admin:p" + sign + "ss@h/main"))
                    .as(sign)
                    .containsExactly("a password in its address");
        }
        assertThat(found("http://h:80/x?mail=a@b")).isEmpty();
        assertThat(found("rtsp://admin:${env:P}@h/x?mail=a:b@c")).isEmpty();
    }

    private static List<String> found(String address) {
        return LiteralSecrets.in(StreamDefinition.live("gate", address));
    }

    private static SecretReferences.Resolved resolve(String address, Map<String, String> environment) {
        return new SecretReferences(WorkerSecrets.all(environment)).resolve(StreamDefinition.live("gate", address));
    }
}
