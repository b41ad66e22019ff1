package org.earwitness.streaming.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.earwitness.streaming.fixture.Assigning;
import org.earwitness.streaming.fixture.FixedEngine;
import org.junit.jupiter.api.Test;

class WantedPacksTest {
    private final FixedEngine one = new FixedEngine("one", 10, 0, "a".repeat(64));
    private final FixedEngine two = new FixedEngine("two", 10, 0, "b".repeat(64));

    @Property
    void aGreaterShareOnlyAddsStreams(
            @ForAll @StringLength(min = 1, max = 40) String stream,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0, max = 1) double more) {
        if (WantedPacks.isCanary(stream, Math.min(share, more))) {
            assertThat(WantedPacks.isCanary(stream, Math.max(share, more))).isTrue();
        }
        assertThat(WantedPacks.isCanary(stream, 0)).isFalse();
        assertThat(WantedPacks.isCanary(stream, 1)).isTrue();
    }

    @Test
    void whichStreamsAreTriedIsTheSameInEveryProcessAndVersion() {
        assertThat(WantedPacks.isCanary("gate", 0.5)).isEqualTo(WantedPacks.isCanary("gate", 0.5));
        // Written down once: another rule would move streams between packs at an update.
        assertThat(WantedPacks.isCanary("gate", 0.78)).isFalse();
        assertThat(WantedPacks.isCanary("gate", 0.79)).isTrue();
    }

    @Test
    void whatIsAssignedIsWantedWithItsShadow() {
        WantedPacks wanted = WantedPacks.of(
                "gate", Optional.of(new Assigning(one).beside(two).now().record()), "home");

        assertThat(wanted)
                .isEqualTo(new WantedPacks(
                        one.pack().digest(), true, Optional.of(two.pack().digest())));
        assertThat(WantedPacks.of("gate", Optional.empty(), "home"))
                .isEqualTo(new WantedPacks("home", false, Optional.empty()));
    }
}
