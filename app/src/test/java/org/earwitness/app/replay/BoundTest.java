package org.earwitness.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundTest {

    @Test
    void everyFormIsRead() {
        assertThat(parsed("90")).isEqualTo(new Bound.Index(90));
        assertThat(parsed("1:90")).isEqualTo(new Bound.At(new Place(1, 90)));
        assertThat(parsed("1790000000")).isEqualTo(new Bound.Moment(1_790_000_000_000_000L));
        assertThat(parsed("1790000000.5")).isEqualTo(new Bound.Moment(1_790_000_000_500_000L));
        assertThat(parsed("2026-09-21T13:33:20Z")).isEqualTo(new Bound.Moment(1_789_997_600_000_000L));
        assertThat(parsed("2026-09-21T15:33:20+02:00")).isEqualTo(parsed("2026-09-21T13:33:20Z"));
        assertThat(Bound.parse("--to", Optional.empty())).isEqualTo(new Bound.Unbounded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "-5", "2026-09-21", "2026-09-21T13:33:20", "1:2:3", "12345678901234567890"})
    void anythingElseIsRefusedWithTheForms(String written) {
        assertThatThrownBy(() -> parsed(written))
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("--from " + written)
                .hasMessageContaining("epoch:index");
    }

    @Test
    void aMomentInsideASecondTakesTheSecondItLiesIn() {
        Bound half = new Bound.Moment(10_500_000);

        assertThat(half.begins(second(9), 0)).isFalse();
        assertThat(half.begins(second(10), 0)).isTrue();
        assertThat(half.ends(second(10), 0)).isFalse();
        assertThat(half.ends(second(11), 0)).isTrue();
    }

    @Test
    void anIndexIsOneOfTheNewestEpoch() {
        assertThat(new Bound.Index(5).begins(second(7), 1)).isFalse();
        assertThat(new Bound.Index(5).begins(second(7), 0)).isTrue();
    }

    private static Bound parsed(String written) {
        return Bound.parse("--from", Optional.of(written));
    }

    private static Sighting second(long index) {
        return new Sighting(index, 0, SegmentKind.MEDIA, new Place(0, index), index * 1_000_000);
    }
}
