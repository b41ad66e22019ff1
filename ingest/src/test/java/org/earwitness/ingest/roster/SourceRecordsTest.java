package org.earwitness.ingest.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import org.earwitness.schemas.SourcePlayback;
import org.earwitness.schemas.SourceTracks;
import org.earwitness.schemas.SourceTransport;
import org.earwitness.schemas.StreamSource;
import org.junit.jupiter.api.Test;

final class SourceRecordsTest {

    @Test
    void aDefinitionComesBackFromItsRecord() {
        StreamDefinition plain = StreamDefinition.of("clip", "clip.mp4", Playback.LOOP);
        StreamDefinition full = new StreamDefinition(
                "gate",
                "rtsps://${env:STREAM_GATE}@10.0.0.7/main",
                Playback.LIVE,
                Transport.UDP,
                WantedTracks.VIDEO,
                List.of("tls", "tcp"),
                Map.of("latency", "200"),
                false,
                Optional.of("/etc/ca.pem"),
                OptionalLong.of(4_000));

        assertThat(SourceRecords.definition("clip", SourceRecords.of(plain))).isEqualTo(plain);
        assertThat(SourceRecords.definition("gate", SourceRecords.of(full))).isEqualTo(full);
    }

    @Test
    void whatThisVersionDoesNotKnowIsRefused() {
        var record = new StreamSource(
                "gate",
                "rtsp://10.0.0.7/main",
                SourcePlayback.UNKNOWN,
                SourceTransport.TCP,
                SourceTracks.BOTH,
                List.of(),
                Map.of(),
                true,
                "/etc/ca.pem",
                4_000L);

        assertThatThrownBy(() -> SourceRecords.definition("gate", record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its playback is UNKNOWN");
        assertThatThrownBy(() -> SourceRecords.definition("yard", record)).hasMessageContaining("its key is 'yard'");
    }
}
