package org.earwitness.inference.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.Placement;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.shelf.PackShelf.Patience;
import org.junit.jupiter.api.Test;

class PackShelfTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, Path> folders = new HashMap<>();
    private final List<Path> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final Map<Path, RuntimeException> flaws = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WantedPack other = new WantedPack("other", "1.0.0", "b".repeat(64));
    private final PackShelf shelf = new PackShelf(
                    new Silent("home", "a".repeat(64)),
                    new PackLoading(new Listed(), this::open),
                    new Patience(60_000, 10_000),
                    nanos::get)
            .measuredBy(meters);

    @Test
    void thePackAtHomeIsAlwaysReady() {
        assertThat(shelf.ready("a".repeat(64))).map(ModelPack::name).contains("home");
        try (Lease lease = shelf.lease("a".repeat(64)).orElseThrow()) {
            assertThat(lease.engine().pack().name()).isEqualTo("home");
        }
    }

    @Test
    void aWantedPackIsLoadingUntilItIsWarmAndReadyThen() {
        there(other);
        shelf.want(List.of(other));
        assertThat(shelf.state(other.digest())).isInstanceOf(Shelved.Absent.class);
        assertThat(shelf.lease(other.digest())).isEmpty();

        shelf.tend();

        assertThat(shelf.ready(other.digest())).map(ModelPack::name).contains("other");
        assertThat(gauge("ready")).isEqualTo(2);
    }

    @Test
    void aBadPackIsRefusedOnceAndLookedAtAgainWhenItIsSaidAgain() {
        there(other);
        flaws.put(Path.of("other"), new PackRefused("other", List.of("encode.onnx has another digest")));
        shelf.want(List.of(other));
        shelf.tend();
        shelf.tend();

        assertThat(shelf.state(other.digest()))
                .isInstanceOfSatisfying(
                        Shelved.Refused.class,
                        refused -> assertThat(refused.reason()).contains("another digest"));
        assertThat(opened).hasSize(1);
        assertThat(tended("refused")).isEqualTo(1);

        flaws.clear();
        shelf.want(List.of(other));
        shelf.tend();
        assertThat(shelf.ready(other.digest())).isPresent();
    }

    @Test
    void whateverTheRuntimeThrowsRefusesThePackAndNothingElse() {
        there(other);
        flaws.put(Path.of("other"), new IllegalStateException("native"));
        shelf.want(List.of(other));
        shelf.tend();

        assertThat(shelf.state(other.digest())).isInstanceOf(Shelved.Refused.class);
    }

    @Test
    void aPackThatComesLaterIsFoundLater() {
        shelf.want(List.of(other));
        shelf.tend();
        assertThat(shelf.state(other.digest())).isInstanceOf(Shelved.Absent.class);

        there(other);
        shelf.tend();
        assertThat(opened).isEmpty();
        pass(10_000);
        shelf.tend();
        assertThat(shelf.ready(other.digest())).isPresent();
    }

    @Test
    void aFolderWithAnotherPackThanItSaidIsRefusedAndClosed() {
        folders.put(other.digest(), Path.of("forged"));
        shelf.want(List.of(other));
        shelf.tend();

        assertThat(shelf.state(other.digest())).isInstanceOf(Shelved.Refused.class);
        assertThat(closed).containsExactly("forged");
    }

    @Test
    void aPackThatNobodyWantsStaysWhileItIsAskedAndThenDrains() {
        ready(other);
        shelf.want(List.of());
        pass(59_000);
        shelf.lease(other.digest()).orElseThrow().close();
        pass(59_000);
        shelf.tend();
        assertThat(shelf.ready(other.digest())).isPresent();

        pass(1_000);
        shelf.tend();
        assertThat(shelf.ready(other.digest())).isEmpty();
        assertThat(closed).containsExactly("other");
        assertThat(tended("closed")).isEqualTo(1);
    }

    @Test
    void anEngineIsNeverClosedUnderALease() {
        ready(other);
        Lease lease = shelf.lease(other.digest()).orElseThrow();
        shelf.want(List.of());
        pass(600_000);
        assertThat(shelf.tend()).isZero();
        assertThat(closed).isEmpty();

        lease.close();
        pass(60_000);
        assertThat(shelf.tend()).isEqualTo(1);
        assertThat(closed).containsExactly("other");
    }

    @Test
    void placementsAreThoseOfThePacksThatAreOpenTheOneAtHomeFirst() {
        ready(other);
        assertThat(shelf.placements().keySet()).extracting(ModelPack::name).containsExactly("home", "other");
        assertThat(shelf.placements().values())
                .allSatisfy(placements ->
                        assertThat(placements).extracting(Placement::graph).containsExactly("encode.onnx"));

        shelf.want(List.of());
        pass(60_000);
        shelf.tend();
        assertThat(shelf.placements().keySet()).extracting(ModelPack::name).containsExactly("home");
    }

    @Test
    void aPackThatIsWantedAgainWhileItDrainsStays() {
        ready(other);
        shelf.want(List.of());
        pass(59_000);
        shelf.want(List.of(other));
        pass(59_000);
        shelf.tend();

        assertThat(shelf.ready(other.digest())).isPresent();
        assertThat(opened).hasSize(1);
    }

    @Test
    void closingClosesAllButTheOneAtHome() {
        ready(other);
        shelf.close();

        assertThat(closed).containsExactly("other");
        assertThat(shelf.lease(other.digest())).isEmpty();
    }

    @Test
    void aKeeperTendsOnItsOwnThread() throws InterruptedException {
        there(other);
        try (PackShelf live = new PackShelf(
                        new Silent("home", "a".repeat(64)),
                        new PackLoading(new Listed(), this::open),
                        new Patience(60_000, 10_000),
                        System::nanoTime);
                ShelfKeeper keeper = ShelfKeeper.of(live)) {
            assertThat(keeper).isNotNull();
            live.want(List.of(other));
            assertThat(live.awaitSettled(10_000)).isTrue();
            assertThat(live.ready(other.digest())).isPresent();
        }
        assertThat(closed).containsExactly("other");
    }

    @Test
    void aKeeperSeesToWhatClosedPacksLeaveBehind() throws InterruptedException {
        there(other);
        CountDownLatch seenTo = new CountDownLatch(1);
        try (PackShelf live = new PackShelf(
                        new Silent("home", "a".repeat(64)),
                        new PackLoading(new Listed(), this::open),
                        new Patience(0, 10_000),
                        System::nanoTime);
                ShelfKeeper keeper = ShelfKeeper.of(live, seenTo::countDown)) {
            assertThat(keeper).isNotNull();
            live.want(List.of(other));
            assertThat(live.awaitSettled(10_000)).isTrue();
            assertThat(seenTo.getCount()).as("nothing was closed yet").isEqualTo(1);

            live.want(List.of());
            assertThat(seenTo.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(closed).containsExactly("other");
        }
    }

    private void ready(WantedPack pack) {
        there(pack);
        shelf.want(List.of(pack));
        shelf.tend();
    }

    private void there(WantedPack pack) {
        folders.put(pack.digest(), Path.of(pack.name()));
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private double gauge(String state) {
        return meters.get("earwitness.inference.packs")
                .tag("state", state)
                .gauge()
                .value();
    }

    private double tended(String outcome) {
        return meters.get("earwitness.inference.packs.tended")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private InferenceEngine open(Path folder) {
        opened.add(folder);
        RuntimeException flaw = flaws.get(folder);
        if (flaw != null) {
            throw flaw;
        }
        return new Silent(folder.toString(), folder.equals(Path.of("other")) ? "b".repeat(64) : "f".repeat(64));
    }

    /** A repository that is a list. */
    private final class Listed implements PackRepository {
        @Override
        public Optional<Path> find(WantedPack pack) throws IOException {
            return Optional.ofNullable(folders.get(pack.digest()));
        }

        @Override
        public String place() {
            return "the list";
        }
    }

    /** An engine that is only opened and closed. */
    private final class Silent implements InferenceEngine {
        private final String name;
        private final String digest;

        Silent(String name, String digest) {
            this.name = name;
            this.digest = digest;
        }

        @Override
        public ModelPack pack() {
            return new ModelPack(name, "1.0.0", digest, digest, "none", List.of("background"), 0, 10, 0);
        }

        @Override
        public List<Placement> placements() {
            return List.of(new Placement("encode.onnx", "CPUExecutionProvider", Map.of()));
        }

        @Override
        public Features encode(SegmentInput input) {
            throw new UnsupportedOperationException("nobody encodes here");
        }

        @Override
        public Localization localize(FeatureWindow window) {
            throw new UnsupportedOperationException("nobody localizes here");
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }
}
