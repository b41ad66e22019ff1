package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trial itself: what holds passes, and what was broken on purpose is found and named. */
final class ChaosTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsKilledAndPoisonedLosesDoublesAndChangesNothing() {
        Product.Finished finished = chaos("--cycles", "3", "--faults", "kill-localizer,kill-broker,poison-record");

        assertThat(finished.exitCode()).as(said(finished)).isZero();
        assertThat(last(finished))
                .as(said(finished))
                .startsWith("cycles=3 lost=0 doubled=0 reordered=0 changed=0 worst_recovery_seconds=");
        assertThat(finished.lines())
                .filteredOn(line -> line.startsWith("cycle "))
                .hasSize(3);
    }

    @Test
    void aDroppedCommitAndADoubledSendAreFoundAndNamed() {
        Product.Finished finished = chaos(
                "--cycles",
                "1",
                "--faults",
                "poison-record",
                "--localizer-flag=--kafka-config=main.consumer.interceptor.classes=" + DroppedCommit.class.getName(),
                "--localizer-flag=--kafka-config=producer.interceptor.classes=" + DoubledSend.class.getName());

        assertThat(finished.exitCode()).as(said(finished)).isEqualTo(1);
        assertThat(last(finished)).doesNotContain("lost=0", "doubled=0", "changed=0");
        assertThat(finished.lines())
                .anySatisfy(line -> assertThat(line).startsWith("NothingLost: stream "))
                .anySatisfy(line -> assertThat(line).startsWith("NothingDoubled: stream "));
    }

    private Product.Finished chaos(String... flags) {
        List<Object> arguments = new ArrayList<>(List.of(
                "chaos", "--seed", "7", "--streams", "4", "--pack", FixturePack.writeTo(folder.resolve("pack"))));
        arguments.addAll(List.of(flags));
        return new Product(folder).run(LIMIT, arguments.toArray());
    }

    private static String last(Product.Finished finished) {
        List<String> lines = finished.lines();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    private static String said(Product.Finished finished) {
        return finished.output() + finished.errors();
    }
}
