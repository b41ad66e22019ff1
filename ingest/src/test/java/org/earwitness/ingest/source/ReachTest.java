package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
    @ParameterizedTest
    @CsvSource({
        "93.184.216.34, 93.184.216.35, true",
        "93.184.216.34, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, true",
        "93.184.216.34, 127.0.0.1, false",
        "93.184.216.34, 127.9.9.9, false",
        "93.184.216.34, ::1, false",
        "93.184.216.34, ::ffff:127.0.0.1, false",
        "93.184.216.34, ::127.0.0.1, false",
        "93.184.216.34, 64:ff9b::7f00:1, false",
        "93.184.216.34, 64:ff9b::a9fe:a9fe, false",
        "93.184.216.34, 0.0.0.0, false",
        "93.184.216.34, 0.0.0.1, false",
        "93.184.216.34, ::, false",
        "93.184.216.34, 169.254.169.254, false",
        "93.184.216.34, fe80::1, false",
        "10.0.0.7, 169.254.169.254, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, ::1, true",
        "127.0.0.1, 93.184.216.34, true",
        "127.0.0.1, 169.254.169.254, false",
        "169.254.1.2, 169.254.1.3, true",
        "169.254.1.2, 127.0.0.1, false",
        "2001:db8::1, 2001:db8::2, true",
        "2001:db8::1, ::1, false"
    })
    void aSourceLeadsOnlyWhereItsOwnHostIsOfTheSameKind(String own, String other, boolean allowed)
            throws UnknownHostException {
        assertThat(Reach.of(InetAddress.getByName(own)).allows(InetAddress.getByName(other)))
                .isEqualTo(allowed);
    }
}
