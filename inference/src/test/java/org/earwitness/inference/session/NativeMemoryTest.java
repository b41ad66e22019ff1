package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

class NativeMemoryTest {

    @Test
    void theJvmSaysWhatItGaveBack() {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        assumeThat(Runtime.version()).isGreaterThanOrEqualTo(Runtime.Version.parse("17.0.9"));

        assertThat(NativeMemory.giveBack())
                .hasValueSatisfying(said -> assertThat(said).startsWith("Trim native heap"));
    }
}
