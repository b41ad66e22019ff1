package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.roster.ReleasedFiles;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.SourceRefused;
import org.junit.jupiter.api.Test;

class SourceOpeningTest {
    private static SourceOpening opening(ReleasedFiles files) {
        return SourceOpening.byFfmpeg(
                IngestConfig.DEFAULTS,
                new SimpleMeterRegistry(),
                Clips.off(),
                new IngestSurroundings(
                        "worker-1",
                        Clock.systemUTC(),
                        WorkerSecrets.all(Map.of("PLACE", "/home/somebody/private.mp4")),
                        files));
    }

    @Test
    void aFileThatIsNotReleasedIsRefusedBeforeItIsOpened() {
        StreamDefinition named = StreamDefinition.of("gate", "${env:PLACE}", Playback.LOOP);

        assertThatThrownBy(() -> opening(ReleasedFiles.of(List.of(Path.of("/srv/media"))))
                        .open(named, 1_000))
                .isInstanceOfSatisfying(
                        SourceRefused.class,
                        refused -> assertThat(refused.failureCause()).isEqualTo(FailureCause.PROTOCOL))
                .hasMessageContaining("Set sources.folders")
                .hasMessageNotContaining("somebody");
    }

    @Test
    void aFileIsTakenWhereAllAreReleased() {
        SourceOpening.OpenedSource opened =
                opening(ReleasedFiles.all()).open(StreamDefinition.of("gate", "${env:PLACE}", Playback.LOOP), 1_000);
        opened.media().close();

        assertThat(opened.media()).isNotNull();
    }
}
