package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.app.evaluate.Rows.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.earwitness.app.GoldenFile;
import org.earwitness.inference.ModelPack;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final List<ScoredClip> CLIPS =
            List.of(clip("gate.mp4", "--aaa-bb--", "--aabbba--"), clip("yard.mp4", "aaaa--", "aa?a-?"));
    private static final ModelPack PACK = new ModelPack("letters", "1.2.0", "d1", "e1", "avel", Rows.LABELS, 3, 10, 0);

    @Test
    void theTableIsAsReviewed() {
        GoldenFile.assertSame(
                "app/src/test/resources/org/earwitness/app/evaluate/letters.table.txt",
                FiguresTable.of("letters 1.2.0", Figures.of(CLIPS, Rows.LABELS, Rows.BACKGROUND)));
    }

    @Test
    void theObjectHasTheSameFiguresAndNullForAShareOfNothing() throws IOException {
        String text = FiguresJson.of(PACK, Figures.of(CLIPS, Rows.LABELS, Rows.BACKGROUND), CLIPS);

        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(text).doesNotContain("\n");
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "pack",
                        "seconds",
                        "unscored_seconds",
                        "accuracy",
                        "event_recall",
                        "event_precision",
                        "background_accuracy",
                        "segment_f1",
                        "event_f1",
                        "classes",
                        "clips");
        assertThat(json.at("/pack/name").asText()).isEqualTo("letters");
        assertThat(json.path("accuracy").asDouble()).isEqualTo(11 / 14.0);
        assertThat(json.path("event_recall").asDouble()).isEqualTo(6 / 8.0);
        assertThat(json.path("event_precision").asDouble()).isEqualTo(6 / 9.0);
        assertThat(json.path("background_accuracy").asDouble()).isEqualTo(5 / 6.0);
        assertThat(json.path("segment_f1").asDouble()).isEqualTo(12 / 17.0);
        assertThat(json.path("event_f1").asDouble()).isEqualTo(4 / 8.0);
        assertThat(json.at("/classes/a/recall").asDouble()).isEqualTo(5 / 6.0);
        assertThat(json.at("/classes/c/recall").isNull()).isTrue();
        assertThat(json.at("/clips/yard.mp4/accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/clips/yard.mp4/unscored_seconds").asInt()).isEqualTo(2);
    }
}
