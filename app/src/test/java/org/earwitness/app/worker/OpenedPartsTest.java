package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedPartsTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void partsAreClosedInTheOppositeOrderAndOnce() {
        OpenedParts parts = new OpenedParts();
        parts.add("first", () -> closed.add("first"));
        parts.add("second", () -> closed.add("second"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void aPartThatFailsToCloseDoesNotKeepTheOthersOpen() {
        OpenedParts parts = new OpenedParts();
        parts.add("first", () -> closed.add("first"));
        parts.add("second", () -> {
            throw new IllegalStateException("stuck");
        });
        parts.close();
        assertThat(closed).containsExactly("first");
    }
}
