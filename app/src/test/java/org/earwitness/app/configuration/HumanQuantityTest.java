package org.earwitness.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class HumanQuantityTest {

    @Test
    void durationsAreReadInTheirUnits() {
        assertThat(HumanQuantity.DURATION.parse("250")).isEqualTo(250);
        assertThat(HumanQuantity.DURATION.parse("250ms")).isEqualTo(250);
        assertThat(HumanQuantity.DURATION.parse("1.5 s")).isEqualTo(1_500);
        assertThat(HumanQuantity.DURATION.parse("5m")).isEqualTo(300_000);
        assertThat(HumanQuantity.DURATION.parse("7d")).isEqualTo(604_800_000);
        assertThat(HumanQuantity.SIZE.parse("64 KiB")).isEqualTo(65_536);
        assertThat(HumanQuantity.SIZE.parse("2mib")).isEqualTo(2 * 1024 * 1024);
        assertThat(HumanQuantity.SIZE.parse("2MB")).isEqualTo(2_000_000);
    }

    @Test
    void whatIsNoQuantityOrNoWholeOneIsRefused() {
        assertThatThrownBy(() -> HumanQuantity.DURATION.parse("soon")).hasMessageContaining("not a duration");
        assertThatThrownBy(() -> HumanQuantity.DURATION.parse("3 S")).hasMessageContaining("30s");
        assertThatThrownBy(() -> HumanQuantity.DURATION.parse("0.5ms")).hasMessageContaining("no whole number of ms");
        assertThatThrownBy(() -> HumanQuantity.SIZE.parse("1e9")).hasMessageContaining("not a size");
        assertThatThrownBy(() -> HumanQuantity.SIZE.parse("99999999999 GiB")).hasMessageContaining("no whole number");
    }

    @Property
    void whatIsFormattedReadsBackTheSame(@ForAll @LongRange(min = 0, max = 1L << 50) long quantity) {
        for (HumanQuantity kind : HumanQuantity.values()) {
            assertThat(kind.parse(kind.format(quantity))).isEqualTo(quantity);
            assertThat(kind.parse(kind.format(quantity * 1024 % (1L << 50)))).isEqualTo(quantity * 1024 % (1L << 50));
        }
    }
}
