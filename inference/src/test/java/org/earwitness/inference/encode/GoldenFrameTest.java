package org.earwitness.inference.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** One stored picture decodes to the same bytes on every JDK; a new FFmpeg that changes them shows here. */
class GoldenFrameTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("earwitness.root", ".."), "inference/src/test/resources/golden/waves.txt");

    @Test
    void aStoredPictureDecodesToTheBytesThatWereReviewed() throws IOException {
        StringBuilder digests = new StringBuilder();
        for (int size : List.of(32, 64, 224)) {
            digests.append(size).append(' ').append(digest(size)).append('\n');
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, digests);
        }

        assertThat(digests).as("rewrite with -Dgolden.update=true").hasToString(Files.readString(GOLDEN));
    }

    private static String digest(int size) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocateDirect(size * size * 3);
        try (InputStream picture = Objects.requireNonNull(GoldenFrameTest.class.getResourceAsStream("/waves.jpg"));
                FrameDecoder decoder = new FrameDecoder(1, size)) {
            decoder.decode(List.of(ByteBuffer.wrap(picture.readAllBytes())), pixels);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(pixels);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
