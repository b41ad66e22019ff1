package org.earwitness.ingest.source;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which addresses a source may lead to. What comes from a remote host must not make this machine talk to itself or to its
 * neighbours' link, where services answer without a password: loopback and link-local addresses (the metadata services of clouds
 * among them) are refused unless the address that people gave is of the same kind.
 */
final class Reach {
    /** Addresses that mean something else on each machine. */
    private enum Kind {
        LOOPBACK,
        LINK_LOCAL
    }

    private final Set<Kind> own;

    private Reach(Set<Kind> own) {
        this.own = own;
    }

    /** From what the source's own host resolves to. */
    static Reach of(InetAddress... own) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Arrays.stream(own).forEach(address -> kinds.addAll(kinds(address)));
        return new Reach(kinds);
    }

    /** Whether a source may lead there. */
    boolean allows(InetAddress address) {
        return own.containsAll(kinds(address));
    }

    private static Set<Kind> kinds(InetAddress address) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        // 0.0.0.0 and :: reach the machine itself; the rest of 0.0.0.0/8 does so on some systems.
        byte[] bytes = address.getAddress();
        boolean zeroNet = bytes.length == 4 && bytes[0] == 0;
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || zeroNet || embedded(bytes, 127)) {
            kinds.add(Kind.LOOPBACK);
        }
        if (address.isLinkLocalAddress() || embedded(bytes, 169)) {
            kinds.add(Kind.LINK_LOCAL);
        }
        return kinds;
    }

    /** Whether an IPv6 address carries an IPv4 address of 127/8 or 169.254/16 at its end (::a.b.c.d, NAT64). */
    private static boolean embedded(byte[] bytes, int first) {
        if (bytes.length != 16 || (bytes[12] & 0xff) != first || (first == 169 && (bytes[13] & 0xff) != 254)) {
            return false;
        }
        boolean compatible = true;
        for (int index = 0; index < 12; index++) {
            compatible &= bytes[index] == 0;
        }
        boolean translated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        return compatible || translated;
    }
}
