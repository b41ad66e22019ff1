package org.earwitness.inference.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a shared library of Linux says about its own loading: its dynamic section (System V ABI, chapter 5). The linker stops at
 * the first library that is missing; from this all of them can be named at once, without loading anything.
 *
 * @param needed names of the libraries it needs, as {@code libcublasLt.so.12}
 * @param runPath folders that are searched first; {@code $ORIGIN} stands for the library's own
 */
record ElfLibrary(List<String> needed, List<String> runPath) {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int LOADED = 1;
    private static final int DYNAMIC = 2;
    private static final long NEEDED = 1;
    private static final long STRINGS = 5;
    private static final long OLD_RUN_PATH = 15;
    private static final long RUN_PATH = 29;
    private static final int LONGEST_NAME = 4_096;
    private static final int LARGEST_PART_BYTES = 16 * 1024 * 1024;

    ElfLibrary {
        needed = List.copyOf(needed);
        runPath = List.copyOf(runPath);
    }

    /** Reads a file; empty when it is no 64-bit little-endian ELF file with a dynamic section. */
    static Optional<ElfLibrary> read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < HEADER_BYTES) {
                return Optional.empty();
            }
            ByteBuffer header = at(channel, 0, HEADER_BYTES);
            boolean wide = header.get(4) == 2 && header.get(5) == 1;
            if (header.getInt(0) != MAGIC || !wide) {
                return Optional.empty();
            }
            int count = Short.toUnsignedInt(header.getShort(56));
            return parse(channel, at(channel, header.getLong(32), count * SEGMENT_BYTES), count);
        } catch (IOException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            // Cut off or not what it seems; loading it will say so in the linker's own words.
            return Optional.empty();
        }
    }

    private static Optional<ElfLibrary> parse(FileChannel channel, ByteBuffer segments, int count) throws IOException {
        List<Loaded> loaded = new ArrayList<>();
        Optional<ByteBuffer> dynamic = Optional.empty();
        for (int i = 0; i < count; i++) {
            int from = i * SEGMENT_BYTES;
            long offset = segments.getLong(from + 8);
            long bytes = segments.getLong(from + 32);
            if (segments.getInt(from) == LOADED) {
                loaded.add(new Loaded(segments.getLong(from + 16), offset, bytes));
            } else if (segments.getInt(from) == DYNAMIC) {
                dynamic = Optional.of(at(channel, offset, Math.toIntExact(bytes)));
            }
        }
        return dynamic.isEmpty() ? Optional.empty() : Optional.of(names(channel, dynamic.get(), loaded));
    }

    private static ElfLibrary names(FileChannel channel, ByteBuffer dynamic, List<Loaded> loaded) throws IOException {
        long strings = 0;
        for (int i = 0; i + 16 <= dynamic.limit(); i += 16) {
            if (dynamic.getLong(i) == STRINGS) {
                strings = offset(dynamic.getLong(i + 8), loaded);
            }
        }
        List<String> needed = new ArrayList<>();
        List<String> runPath = new ArrayList<>();
        for (int i = 0; i + 16 <= dynamic.limit(); i += 16) {
            long tag = dynamic.getLong(i);
            if (tag == NEEDED) {
                needed.add(text(channel, strings + dynamic.getLong(i + 8)));
            } else if (tag == RUN_PATH || tag == OLD_RUN_PATH) {
                runPath.addAll(
                        List.of(text(channel, strings + dynamic.getLong(i + 8)).split(":")));
            }
        }
        return new ElfLibrary(needed, runPath);
    }

    /** Where in the file an address lies. */
    private static long offset(long address, List<Loaded> loaded) {
        return loaded.stream()
                .filter(part -> address >= part.address() && address < part.address() + part.bytes())
                .mapToLong(part -> address - part.address() + part.offset())
                .findFirst()
                .orElse(address);
    }

    private static String text(FileChannel channel, long offset) throws IOException {
        int most = (int) Math.min(LONGEST_NAME, channel.size() - offset);
        ByteBuffer bytes = at(channel, offset, most);
        int end = 0;
        while (end < most && bytes.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end];
        bytes.get(0, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static ByteBuffer at(FileChannel channel, long offset, int bytes) throws IOException {
        if (bytes > LARGEST_PART_BYTES) {
            throw new IllegalArgumentException("a part of " + bytes + " bytes is no dynamic section");
        }
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // The rest follows.
        }
        return buffer;
    }

    /** A part of the file that is mapped to an address. */
    private record Loaded(long address, long offset, long bytes) {}
}
