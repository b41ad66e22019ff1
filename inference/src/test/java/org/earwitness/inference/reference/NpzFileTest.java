package org.earwitness.inference.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.earwitness.inference.fixture.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void arraysOfEveryTypeAreReadInOrder() {
        ByteBuffer shorts = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        shorts.putShort((short) -2).putShort((short) 300);
        ByteBuffer longs = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40);
        ByteBuffer doubles =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1);
        NpzFile file = written(new NpzWriter()
                .floats("a/b", new int[] {2, 3}, 0, 1, 2, 3, 4.5f, -6)
                .unsignedBytes("bytes", new int[] {2}, (byte) 255, (byte) 7)
                .raw("shorts", NpzWriter.header("<i2", false, 2), shorts.array())
                .raw("longs", NpzWriter.header("<i8", false, 1), longs.array())
                .raw("double", NpzWriter.header("<f8", false), doubles.array()));

        assertThat(file.names()).containsExactly("a/b", "bytes", "double", "longs", "shorts");
        NpyArray floats = file.array("a/b").orElseThrow();
        assertThat(floats.shape()).containsExactly(2, 3);
        assertThat(values(floats)).containsExactly(0, 1, 2, 3, 4.5, -6);
        assertThat(values(file.array("bytes").orElseThrow())).containsExactly(255, 7);
        assertThat(values(file.array("shorts").orElseThrow())).containsExactly(-2, 300);
        assertThat(values(file.array("longs").orElseThrow())).containsExactly(1L << 40);
        assertThat(values(file.array("double").orElseThrow())).containsExactly(0.1);
        assertThat(file.array("nothing")).isEmpty();
    }

    @Test
    void arraysThatCannotBeReadSayWhatToDo() {
        NpzFile file = written(new NpzWriter()
                .raw("turned", NpzWriter.header("<f4", true, 2), new byte[8])
                .raw("big", NpzWriter.header(">f4", false, 2), new byte[8])
                .raw("text", NpzWriter.header("<U5", false, 2), new byte[40])
                .raw("short", NpzWriter.header("<f4", false, 3), new byte[8])
                .raw("huge", NpzWriter.header("<f4", false, 100_000, 100_000, 100_000), new byte[8])
                .raw("record", "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", new byte[4])
                .bytes("no", "no array at all".getBytes(StandardCharsets.UTF_8))
                .bytes("header", "\u0093NUMPY\u0001\u0000\u00ff\u00ff{'descr'".getBytes(StandardCharsets.ISO_8859_1)));

        refused(file, "turned", "turned is in Fortran's order");
        refused(file, "big", "big has elements of type '>f4'. Write float32");
        refused(file, "text", "'<U5'");
        refused(file, "short", "short has 8 bytes of values, but its shape [3] of f4 needs 12");
        refused(file, "huge", "needs");
        refused(file, "record", "record is no plain array");
        refused(file, "no", "no is no .npy array of format 1 to 3");
        refused(file, "header", "header is cut off in its header");
    }

    @Test
    void aFileThatIsNoneIsRefusedInWords() throws IOException {
        Path text = Files.writeString(folder.resolve("text.npz"), "text");

        assertThatThrownBy(() -> NpzFile.read(text))
                .isInstanceOf(UnusableReference.class)
                .hasMessageContainingAll("text.npz cannot be read", "numpy.savez");
        assertThatThrownBy(() -> NpzFile.read(folder.resolve("nowhere.npz")))
                .isInstanceOf(UnusableReference.class)
                .hasMessageContaining("is not a file");
    }

    private NpzFile written(NpzWriter writer) {
        return NpzFile.read(writer.writeTo(folder.resolve("arrays.npz")));
    }

    private static void refused(NpzFile file, String name, String because) {
        assertThatThrownBy(() -> file.array(name))
                .isInstanceOf(UnusableReference.class)
                .hasMessageContaining(because);
    }

    private static double[] values(NpyArray array) {
        return IntStream.range(0, array.elements()).mapToDouble(array::value).toArray();
    }
}
