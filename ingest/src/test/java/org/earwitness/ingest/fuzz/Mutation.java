package org.earwitness.ingest.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;

/** One way to break media; the same chance breaks the same bytes in the same way. */
enum Mutation {
    FLIP_BITS {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int flips = 1 + chance.nextInt(chance.nextBoolean() ? 8 : 400);
            for (int flip = 0; flip < flips; flip++) {
                broken[chance.nextInt(broken.length)] ^= (byte) (1 << chance.nextInt(8));
            }
            return broken;
        }
    },
    FLIP_BITS_OF_THE_HEADER {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int flips = 1 + chance.nextInt(24);
            for (int flip = 0; flip < flips; flip++) {
                broken[chance.nextInt(Math.min(HEADER_BYTES, broken.length))] ^= (byte) (1 << chance.nextInt(8));
            }
            return broken;
        }
    },
    TRUNCATE {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            return Arrays.copyOf(media, chance.nextInt(media.length));
        }
    },
    CUT_OUT {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            int start = chance.nextInt(media.length);
            int end = start + chance.nextInt(media.length - start);
            return join(media, 0, start, media, end, media.length);
        }
    },
    REPEAT {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            int start = chance.nextInt(media.length);
            int end = start + 1 + chance.nextInt(Math.min(MOST_REPEATED_BYTES, media.length - start));
            return join(media, 0, end, media, start, media.length);
        }
    },
    SWAP_BLOCKS {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int size = 1 + chance.nextInt(Math.max(1, media.length / 8));
            int one = chance.nextInt(media.length - size + 1);
            int other = chance.nextInt(media.length - size + 1);
            System.arraycopy(media, one, broken, other, size);
            System.arraycopy(media, other, broken, one, size);
            return broken;
        }
    },
    /** Four or eight bytes somewhere near the start become the numbers that code forgets. */
    EXTREME_NUMBERS {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int numbers = 1 + chance.nextInt(6);
            for (int number = 0; number < numbers; number++) {
                int reach = chance.nextBoolean() ? Math.min(HEADER_BYTES, broken.length) : broken.length;
                put(broken, chance.nextInt(reach), chance);
            }
            return broken;
        }
    },
    /** What stands before or behind a word of four letters is the size or the content of a box. */
    EXTREME_SIZES {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int start = chance.nextInt(Math.min(HEADER_BYTES, broken.length));
            for (int at = start; at + 4 <= broken.length; at++) {
                if (isWord(broken, at)) {
                    put(broken, chance.nextBoolean() ? Math.max(0, at - 4) : at + 4 + chance.nextInt(24), chance);
                    break;
                }
            }
            return broken;
        }
    },
    EXTREME_DIGITS {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            String text = new String(media, StandardCharsets.ISO_8859_1);
            return DIGITS.matcher(text)
                    .replaceAll(found -> chance.nextInt(4) == 0 ? WORDS[chance.nextInt(WORDS.length)] : found.group())
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    FILL {
        @Override
        byte[] applyTo(byte[] media, Random chance) {
            byte[] broken = media.clone();
            int start = chance.nextInt(media.length);
            byte[] filling = new byte[chance.nextInt(media.length - start)];
            if (chance.nextBoolean()) {
                chance.nextBytes(filling);
            }
            System.arraycopy(filling, 0, broken, start, filling.length);
            return broken;
        }
    };

    private static final int HEADER_BYTES = 4_096;
    private static final int MOST_REPEATED_BYTES = 64 * 1_024;
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        0x7F,
        0xFF,
        0x7FFF,
        0xFFFF,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final Pattern DIGITS = Pattern.compile("\\d+(\\.\\d+)?");
    private static final String[] WORDS = {
        "0",
        "-1",
        "1e400",
        "nan",
        "2147483647",
        "2147483648",
        "18446744073709551615",
        "9223372036854775807",
        "0.0000001",
        ""
    };

    /** Breaks media that is not empty; the given bytes stay as they are. */
    abstract byte[] applyTo(byte[] media, Random chance);

    private static boolean isWord(byte[] media, int at) {
        for (int letter = at; letter < at + 4; letter++) {
            if (!Character.isLetterOrDigit((char) (media[letter] & 0x7F)) || media[letter] < 0) {
                return false;
            }
        }
        return true;
    }

    private static void put(byte[] media, int at, Random chance) {
        ByteBuffer number = ByteBuffer.allocate(8).putLong(EXTREMES[chance.nextInt(EXTREMES.length)]);
        boolean isLong = chance.nextInt(4) == 0;
        for (int digit = isLong ? 0 : 4; digit < 8; digit++) {
            int place = at + digit - (isLong ? 0 : 4);
            if (place < media.length) {
                media[place] = number.get(digit);
            }
        }
    }

    private static byte[] join(byte[] one, int oneStart, int oneEnd, byte[] other, int otherStart, int otherEnd) {
        byte[] joined =
                Arrays.copyOf(Arrays.copyOfRange(one, oneStart, oneEnd), oneEnd - oneStart + otherEnd - otherStart);
        System.arraycopy(other, otherStart, joined, oneEnd - oneStart, otherEnd - otherStart);
        return joined;
    }
}
