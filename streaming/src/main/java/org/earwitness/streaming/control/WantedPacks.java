package org.earwitness.streaming.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.earwitness.schemas.CanaryShare;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;

/**
 * What is wanted for one stream. Pure: the same assignments and name give the same answer in every process.
 *
 * @param digest the pack that should make its events
 * @param immediate whether it should do so from the next segment on, with an unfilled window
 * @param shadow the pack that should answer beside it
 */
public record WantedPacks(String digest, boolean immediate, Optional<String> shadow) {
    /** The scope of all streams. */
    public static final String ALL_STREAMS = "*";

    /**
     * Chooses.
     *
     * @param stream name of the stream
     * @param assignment that of the stream itself, else that of all streams; empty when there is none
     * @param home digest of the pack that counts where nothing is assigned
     */
    public static WantedPacks of(String stream, Optional<ModelAssignment> assignment, String home) {
        return assignment
                .map(given -> new WantedPacks(
                        Optional.ofNullable(given.getCanary())
                                .filter(canary -> isCanary(stream, canary.getShare()))
                                .map(CanaryShare::getPack)
                                .orElse(given.getActive())
                                .getDigest(),
                        given.getImmediate(),
                        Optional.ofNullable(given.getShadow()).map(PackReference::getDigest)))
                .orElseGet(() -> new WantedPacks(home, false, Optional.empty()));
    }

    /** Whether a stream belongs to a share of the streams; one that does belongs to every greater share too. */
    public static boolean isCanary(String stream, double share) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(stream.getBytes(StandardCharsets.UTF_8));
            // 53 bits fill a double exactly: 0 up to, but not including, 1.
            double place = (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
            return place < share;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
