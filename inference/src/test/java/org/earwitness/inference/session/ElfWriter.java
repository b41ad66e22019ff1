package org.earwitness.inference.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a shared library that holds nothing but the names of the libraries it needs. */
final class ElfWriter {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    /** Where the file would be mapped; not 0, so that addresses differ from offsets. */
    private static final long ADDRESS = 0x10000;

    private ElfWriter() {}

    static Path write(Path file, String runPath, List<String> needed) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        List<long[]> entries = new ArrayList<>();
        needed.forEach(name -> entries.add(new long[] {1, add(strings, name)}));
        if (!runPath.isEmpty()) {
            entries.add(new long[] {29, add(strings, runPath)});
        }
        int dynamic = HEADER + 2 * SEGMENT;
        int dynamicBytes = 16 * (entries.size() + 2);
        entries.add(new long[] {5, ADDRESS + dynamic + dynamicBytes});
        entries.add(new long[] {0, 0});
        int bytes = dynamic + dynamicBytes + strings.size();
        ByteBuffer elf = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f)
                .put(4, (byte) 2)
                .put(5, (byte) 1)
                .putLong(32, HEADER)
                .putShort(56, (short) 2);
        segment(elf, HEADER, 1, 0, bytes);
        segment(elf, HEADER + SEGMENT, 2, dynamic, dynamicBytes);
        for (int i = 0; i < entries.size(); i++) {
            elf.putLong(dynamic + 16 * i, entries.get(i)[0]).putLong(dynamic + 16 * i + 8, entries.get(i)[1]);
        }
        elf.put(dynamic + dynamicBytes, strings.toByteArray());
        try {
            return Files.write(file, elf.array());
        } catch (IOException e) {
            throw new UncheckedIOException("the library of the test cannot be written to " + file, e);
        }
    }

    private static long add(ByteArrayOutputStream strings, String text) {
        long offset = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return offset;
    }

    private static void segment(ByteBuffer elf, int at, int type, long offset, long bytes) {
        elf.putInt(at, type)
                .putLong(at + 8, offset)
                .putLong(at + 16, ADDRESS + offset)
                .putLong(at + 32, bytes);
    }
}
