package org.earwitness.inference.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the values of an {@code .npy} file (NumPy's format 1.0 to 3.0).
 *
 * @param type type of the elements
 * @param shape dimensions
 * @param bytes where the values begin
 */
record NpyHeader(NpyType type, List<Integer> shape, int bytes) {
    private static final String MAGIC = "\u0093NUMPY";
    private static final int TEXT_BYTES = 1 << 16;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

    NpyHeader {
        shape = List.copyOf(shape);
    }

    static NpyHeader parse(String name, byte[] file) {
        boolean begins = file.length >= 12 && new String(file, 0, 6, StandardCharsets.ISO_8859_1).equals(MAGIC);
        if (!begins || file[6] < 1 || file[6] > 3) {
            throw new UnusableReference(name + " is no .npy array of format 1 to 3. Write it with numpy.savez.");
        }
        ByteBuffer sizes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int start = file[6] == 1 ? 10 : 12;
        int length = file[6] == 1 ? sizes.getShort(8) & 0xFFFF : sizes.getInt(8);
        if (length < 0 || length > TEXT_BYTES || start + length > file.length) {
            throw new UnusableReference(name + " is cut off in its header. Write it again.");
        }
        String text = new String(file, start, length, StandardCharsets.ISO_8859_1);
        return new NpyHeader(type(name, text), shape(name, text), start + length);
    }

    /** How many elements there are; at most as many as one file can hold. */
    long elements() {
        long elements = 1;
        for (int dimension : shape) {
            elements = Math.min(Integer.MAX_VALUE, elements * dimension);
        }
        return elements;
    }

    private static NpyType type(String name, String text) {
        String description = field(TYPE, name, text);
        if (field(ORDER, name, text).equals("True")) {
            throw new UnusableReference(
                    name + " is in Fortran's order. Write numpy.ascontiguousarray of it, with the last axis fastest.");
        }
        return NpyType.of(description)
                .orElseThrow(() -> new UnusableReference(name + " has elements of type '" + description
                        + "'. Write float32 ('<f4'); also read are '<f8', '|u1', '<i2' and '<i8'."));
    }

    private static List<Integer> shape(String name, String text) {
        List<Integer> shape = new ArrayList<>();
        for (String dimension : field(SHAPE, name, text).split(",", -1)) {
            if (!dimension.isBlank()) {
                shape.add(dimension(name, dimension.strip()));
            }
        }
        return shape;
    }

    private static int dimension(String name, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new UnusableReference(name + " has a dimension of " + digits + ". Write fewer examples.", e);
        }
    }

    private static String field(Pattern pattern, String name, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new UnusableReference(name + " is no plain array: its header is " + text.strip()
                    + ". Write one type a file, no records.");
        }
        return matcher.group(1);
    }
}
