package org.earwitness.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessStatTest {
    @Test
    void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
        ProcessStat stat = ProcessStat.parse(
                "4242 (we) ird (name) S 1 4242 4242 0 -1 4194304 100 200 0 0 250 50 30 7 20 0 1 0 100 1000 10 0\n");

        assertThat(stat).isEqualTo(new ProcessStat(300, 37));
        assertThat(stat.ownSeconds()).isEqualTo(3.0);
        assertThat(stat.waitedSeconds()).isEqualTo(0.37);
    }

    @Test
    void memoryIsReadInBytes() {
        assertThat(ResidentMemory.parse(List.of("Name:\tjava", "VmHWM:\t  2048 kB", "VmRSS:\t    1024 kB")))
                .isEqualTo(new ResidentMemory(1 << 20, 2 << 20));
    }

    @Test
    void aProcessThatHoldsNothingHoldsNothing() {
        assertThat(ResidentMemory.parse(List.of("Name:\tjava", "State:\tZ (zombie)")))
                .isEqualTo(new ResidentMemory(0, 0));
    }
}
