package org.earwitness.ingest.source;

import java.util.Arrays;

/** How bright the parts of a small picture are: the mean luma of each cell of a grid, to tell whether it stands still. */
final class Cells {
    /** Cells a side: 7 by 7 pixels each at 224, the size of a head in a room. */
    static final int SIDE = 32;

    private Cells() {}

    /**
     * Measures a picture.
     *
     * @param luma [size, size] row by row
     * @param size width and height, pixels
     * @return one byte a cell, row by row; as many cells a side as there are pixels, where those are fewer
     */
    static byte[] of(byte[] luma, int size) {
        int side = Math.min(SIDE, size);
        byte[] cells = new byte[side * side];
        int[] sums = new int[side];
        for (int row = 0; row < side; row++) {
            Arrays.fill(sums, 0);
            int top = row * size / side;
            int bottom = (row + 1) * size / side;
            for (int y = top; y < bottom; y++) {
                for (int column = 0; column < side; column++) {
                    int right = y * size + (column + 1) * size / side;
                    int sum = 0;
                    for (int at = y * size + column * size / side; at < right; at++) {
                        sum += luma[at] & 0xff;
                    }
                    sums[column] += sum;
                }
            }
            for (int column = 0; column < side; column++) {
                int pixels = (bottom - top) * ((column + 1) * size / side - column * size / side);
                cells[row * side + column] = (byte) ((sums[column] + pixels / 2) / pixels);
            }
        }
        return cells;
    }
}
