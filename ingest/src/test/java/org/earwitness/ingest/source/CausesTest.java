package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CausesTest {
    @ParameterizedTest
    @CsvSource({
        "Input/output error, Failed to resolve hostname a.b: Name or service not known, DNS",
        "Connection refused, Connection to tcp://h:1 failed: Connection refused, REFUSED",
        "No route to host, , UNREACHABLE",
        "Network is unreachable, , UNREACHABLE",
        "Connection timed out, , TIMEOUT",
        "Server returned 401 Unauthorized (authorization failed), HTTP error 401 Unauthorized, AUTHENTICATION",
        "Server returned 403 Forbidden (access denied), HTTP error 403 Forbidden, AUTHENTICATION",
        "Server returned 404 Not Found, HTTP error 404 Not Found, NOT_FOUND",
        "Server returned 5XX Server Error reply, HTTP error 503 Service Unavailable, BROKEN",
        "Input/output error, error:0A000086:SSL routines::certificate verify failed, TLS",
        "Invalid data found when processing input, , GARBAGE",
        "Invalid argument, Protocol 'file' not on whitelist 'http'!, PROTOCOL",
        "Connection reset by peer, , BROKEN",
        "Input/output error, , BROKEN",
        "Cannot allocate memory, , OTHER"
    })
    void theKindIsToldFromFfmpegsWords(String reason, String line, FailureCause cause) {
        assertThat(Causes.of(reason, line == null ? List.of() : List.of(line))).isEqualTo(cause);
    }

    @Test
    void overANetworkTheKindIsSaidWithTheLineThatExplainsIt() {
        MediaFailure failure = Causes.failure(
                "Input/output error", List.of("some warning", "method DESCRIBE failed: 401 Unauthorized"), true);

        assertThat(failure.reason()).isEqualTo("it refused the credentials (method DESCRIBE failed: 401 Unauthorized)");
    }

    @Test
    void ofAFileTheWordsAreFfmpegsOwn() {
        assertThat(Causes.failure("Invalid data found when processing input", List.of(), false)
                        .reason())
                .isEqualTo("Invalid data found when processing input");
    }
}
