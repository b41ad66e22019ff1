package org.earwitness.app.comparison;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.earwitness.schemas.WireFormat;

/**
 * SHA-256 of a record's value behind the prefix with the schema's id, so that days of results can be compared byte by byte without
 * keeping them.
 *
 * @param first bytes 0 to 7
 * @param second bytes 8 to 15
 * @param third bytes 16 to 23
 * @param fourth bytes 24 to 31
 */
public record Fingerprint(long first, long second, long third, long fourth) {

    /** The fingerprint of a record's value. */
    public static Fingerprint of(byte[] value) {
        int from = Math.min(WireFormat.HEADER_BYTES, value.length);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(value, from, value.length - from);
            ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
            return new Fingerprint(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
