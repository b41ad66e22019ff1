package org.earwitness.inference.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SegmentTensorsTest {

    @Test
    void everySampleIsDividedBy32768() {
        ByteBuffer pcm = ByteBuffer.allocate(2 * 65_536).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            pcm.putShort((short) sample);
        }
        ByteBuffer floats = ByteBuffer.allocateDirect(4 * 65_536).order(ByteOrder.nativeOrder());

        SegmentTensors.scaleSamples(pcm.flip().order(ByteOrder.BIG_ENDIAN), floats);

        for (int i = 0; i < 65_536; i++) {
            assertThat(floats.getFloat(4 * i)).isEqualTo((i - 32_768) / 32_768f);
        }
        assertThat(pcm.position()).isZero();
    }
}
