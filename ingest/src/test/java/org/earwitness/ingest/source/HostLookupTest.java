package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostLookupTest {
    private final ReadDeadline deadline = new ReadDeadline();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        deadline.close();
    }

    private MediaFailure failure(HostLookup.Lookup lookup) {
        return catchThrowableOfType(
                MediaFailure.class, () -> new HostLookup(lookup).addresses("camera.example", deadline));
    }

    private InetAddress[] silence() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new InetAddress[0];
    }

    @Test
    void aNameServerThatSaysNothingIsLeftBehindAtTheDeadline() {
        deadline.start(200);

        MediaFailure failure = failure(host -> silence());

        assertThat(failure.kind()).isEqualTo(FailureCause.DNS);
        assertThat(failure.reason()).contains("camera.example", "did not answer in time");
    }

    @Test
    void aSourceThatIsStoppedDoesNotWaitForTheNameServer() {
        deadline.start(60_000);
        deadline.interrupt();

        assertThat(failure(host -> silence()).kind()).isEqualTo(FailureCause.STOPPED);
    }

    @Test
    void aNameThatNobodyKnowsSaysSo() {
        deadline.start(5_000);

        MediaFailure failure = failure(host -> {
            throw new UnknownHostException(host);
        });

        assertThat(failure.reason()).isEqualTo("its name camera.example cannot be resolved: nobody knows it");
    }
}
