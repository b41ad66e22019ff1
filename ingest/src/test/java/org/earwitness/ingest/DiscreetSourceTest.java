package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earwitness.ingest.roster.Redactor;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaSource;
import org.junit.jupiter.api.Test;

final class DiscreetSourceTest {

    @Test
    void aFailureThatRepeatsASecretIsToldWithoutIt() {
        MediaSource talkative = new MediaSource() {
            @Override
            public MediaEvent next() {
                return new MediaEvent.Failed(
                        FailureCause.AUTHENTICATION, "cannot open rtmp://h/live/k3y-of-mine: k3y-of-mine was refused");
            }

            @Override
            public void interrupt() {}

            @Override
            public void close() {}
        };

        MediaEvent told = new DiscreetSource(talkative, Redactor.hiding(List.of("k3y-of-mine"))).next();

        assertThat(told)
                .isEqualTo(new MediaEvent.Failed(
                        FailureCause.AUTHENTICATION, "cannot open rtmp://h/live/…: [hidden] was refused"));
    }
}
