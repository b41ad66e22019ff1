package org.earwitness.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.earwitness.ingest.source.FailureCause;
import org.junit.jupiter.api.Test;

class SupervisionTest {
    private static final SupervisionLimits LIMITS =
            new SupervisionLimits(5_000, 4_000, 1_500, 1_000, 250, 1_000, 10_000, 60_000, 30_000, 30_000, 2);

    private final Supervision supervision = supervision(true);
    private long now;

    private static Supervision supervision(boolean reopens) {
        return new Supervision(LIMITS, new BackOff(250, 1_000, new SplittableRandom(1)), reopens);
    }

    /** What is to be done, in short words. */
    private static List<String> words(List<Order> orders) {
        List<String> words = new ArrayList<>();
        for (Order order : orders) {
            if (order instanceof Order.Tell tell) {
                words.add((tell.isChange() ? "" : "again ") + tell.state().condition());
            } else if (order instanceof Order.Open open) {
                words.add("open " + open.reading());
            } else if (order instanceof Order.Kill kill) {
                words.add("kill " + kill.reading());
            } else if (order instanceof Order.Abandon abandon) {
                words.add("abandon " + abandon.reading());
            }
        }
        return words;
    }

    private void live() {
        supervision.begin(now);
        supervision.opened(1, now);
        assertThat(words(supervision.received(1, now))).containsExactly("LIVE");
    }

    private List<String> tickAfter(long millis) {
        now += millis;
        return words(supervision.tick(now, 0));
    }

    @Test
    void aStreamIsOpenedAndIsLiveWithItsFirstMedia() {
        assertThat(words(supervision.begin(0))).containsExactly("CONNECTING", "open 1");
        assertThat(supervision.opened(1, 10)).isEmpty();
        assertThat(words(supervision.received(1, 20))).containsExactly("LIVE");
        assertThat(supervision.received(1, 30)).isEmpty();
    }

    @Test
    void anOpenSourceThatGivesNothingIsSilentThenStalledThenOpenedAgain() {
        supervision.begin(0);
        supervision.opened(1, 0);

        assertThat(tickAfter(1_400)).isEmpty();
        assertThat(tickAfter(100)).containsExactly("SILENT");
        assertThat(tickAfter(2_400)).isEmpty();
        assertThat(tickAfter(100)).containsExactly("STALLED", "kill 1");
        assertThat(words(supervision.over(1, new End.Told(), now))).containsExactly("BACKING_OFF");
        assertThat(supervision.state().reason()).startsWith("nothing received for 4.0 s; attempt 2 in 0.");
        assertThat(tickAfter(250)).containsExactly("CONNECTING", "open 2");
    }

    @Test
    void aLiveStreamThatHangsIsKilledAfterFourSeconds() {
        live();

        now = 3_900;
        assertThat(words(supervision.tick(now, 0))).isEmpty();
        assertThat(words(supervision.tick(now, 3_000))).isEmpty();
        now = 7_000;
        assertThat(words(supervision.tick(now, 3_000))).containsExactly("STALLED", "kill 1");
        assertThat(supervision.state().cause()).contains(FailureCause.TIMEOUT);
    }

    @Test
    void aSourceThatIsNotOpenInTimeIsKilled() {
        supervision.begin(0);

        assertThat(tickAfter(4_900)).isEmpty();
        assertThat(tickAfter(100)).containsExactly("STALLED", "kill 1");
    }

    @Test
    void aReaderThatDoesNotEndIsAbandonedAndWhatItStillSaysChangesNothing() {
        live();
        tickAfter(4_000);

        assertThat(tickAfter(900)).isEmpty();
        assertThat(tickAfter(100)).containsExactly("abandon 1", "BACKING_OFF");
        assertThat(tickAfter(250)).containsExactly("CONNECTING", "open 2");
        assertThat(supervision.received(1, now)).isEmpty();
        assertThat(supervision.over(1, new End.Over(), now)).isEmpty();
        assertThat(supervision.state()).isEqualTo(new StreamState.Connecting(2));
    }

    @Test
    void aSourceWhoseReadersHangIsNotOpenedUntilOneOfThemEnds() {
        supervision.begin(0);
        tickAfter(5_000);
        tickAfter(1_000); // the first is abandoned
        tickAfter(1_000);
        tickAfter(5_000);
        assertThat(tickAfter(1_000)).containsExactly("abandon 2", "BACKING_OFF");
        assertThat(supervision.state().reason()).contains("2 of its readers hang");
        assertThat(tickAfter(5_000)).isEmpty();

        supervision.over(1, new End.Told(), now);

        assertThat(tickAfter(100)).containsExactly("CONNECTING", "open 3");
    }

    @Test
    void waitsGrowToTheCeilingAndAreForgottenByAHealthyStream() {
        live();
        for (int failure = 1; failure <= 6; failure++) {
            supervision.over(failure, new End.Failure(FailureCause.REFUSED, "refused"), now);
            StreamState.BackingOff waits = (StreamState.BackingOff) supervision.state();
            long most = Math.min(1_000, 250L << (failure - 1));
            assertThat(waits.retryAtMillis() - now).isBetween(most / 2, most);
            assertThat(waits.attempt()).isEqualTo(failure);
            now = waits.retryAtMillis();
            assertThat(words(supervision.tick(now, now))).contains("open " + (failure + 1));
        }
        supervision.received(7, now);
        now += 10_000;
        supervision.tick(now, now);
        supervision.over(7, new End.Failure(FailureCause.BROKEN, "reset"), now);
        assertThat(supervision.state().attempt()).isEqualTo(1);
    }

    @Test
    void theBreakerOpensForWhatKeepsFailingAndForRefusedCredentials() {
        supervision.begin(0);
        int reading = 1;
        while (now < 60_000) {
            supervision.over(reading, new End.Failure(FailureCause.REFUSED, "nobody there"), now);
            now = ((StreamState.BackingOff) supervision.state()).retryAtMillis();
            supervision.tick(now, now);
            reading++;
        }
        supervision.over(reading, new End.Failure(FailureCause.REFUSED, "nobody there"), now);
        StreamState.BackingOff waits = (StreamState.BackingOff) supervision.state();
        assertThat(waits.isBreakerOpen()).isTrue();
        assertThat(waits.retryAtMillis() - now).isEqualTo(30_000);

        Supervision refused = supervision(true);
        refused.begin(0);
        for (int attempt = 1; attempt <= 3; attempt++) {
            refused.over(attempt, new End.Failure(FailureCause.AUTHENTICATION, "401"), 0);
            assertThat(((StreamState.BackingOff) refused.state()).isBreakerOpen())
                    .isEqualTo(attempt == 3);
            refused.tick(1_000, 1_000);
        }
    }

    @Test
    void whatNoWaitingMendsIsNotTriedAgain() {
        supervision.begin(0);

        supervision.over(1, new End.Failure(FailureCause.PROTOCOL, "file is not allowed"), 0);

        assertThat(supervision.state()).isEqualTo(new StreamState.Failed(FailureCause.PROTOCOL, "file is not allowed"));
        assertThat(tickAfter(100_000)).isEmpty();
    }

    @Test
    void theEndOfALiveStreamIsABrokenConnectionThatOfAFileIsItsEnd() {
        live();
        supervision.over(1, new End.Over(), 0);
        assertThat(supervision.state().cause()).contains(FailureCause.BROKEN);

        Supervision file = supervision(false);
        file.begin(0);
        file.received(1, 0);
        file.over(1, new End.Over(), 0);
        assertThat(file.state()).isEqualTo(new StreamState.Ended());
    }

    @Test
    void aStateThatDoesNotChangeIsToldAgain() {
        live();

        now = 29_900;
        assertThat(words(supervision.tick(now, now))).isEmpty();
        now = 30_000;
        assertThat(words(supervision.tick(now, now))).containsExactly("again LIVE");
        now = 59_999;
        assertThat(words(supervision.tick(now, now))).isEmpty();
        now = 60_000;
        assertThat(words(supervision.tick(now, now))).containsExactly("again LIVE");
    }

    @Test
    void stoppingEndsTheReaderAndWhateverElseHappensNothingFollows() {
        live();

        assertThat(words(supervision.stop(5))).containsExactly("kill 1", "STALLED");
        assertThat(supervision.stop(6)).isEmpty();
        assertThat(supervision.over(1, new End.Failure(FailureCause.BROKEN, "x"), 7))
                .isEmpty();
        assertThat(supervision.state()).isEqualTo(new StreamState.Stopped());
        assertThat(supervision.tick(1_000_000, 0)).isEmpty();
    }

    @Test
    void aReaderThatDoesNotStopIsAbandonedInTheEnd() {
        live();
        supervision.stop(0);

        assertThat(tickAfter(9_900)).isEmpty();
        assertThat(tickAfter(100)).containsExactly("abandon 1");
        assertThat(tickAfter(60_000)).isEmpty();
    }

    @Test
    void whatFailsAgainAndAgainForOneCauseIsToldThreeTimesAndThenWithTheHeartbeatOnly() {
        List<String> told = new ArrayList<>(words(supervision.begin(0)));
        int reading = 1;
        while (now < 29_000) {
            FailureCause cause = now < 15_000 ? FailureCause.REFUSED : FailureCause.DNS;
            told.addAll(words(supervision.over(reading, new End.Failure(cause, "it fails"), now)));
            now = ((StreamState.BackingOff) supervision.state()).retryAtMillis();
            told.addAll(words(supervision.tick(now, now)));
            reading++;
        }
        told.removeIf(word -> word.startsWith("open"));

        assertThat(told)
                .containsExactly(
                        "CONNECTING",
                        "BACKING_OFF",
                        "CONNECTING",
                        "BACKING_OFF",
                        "CONNECTING",
                        "BACKING_OFF",
                        "BACKING_OFF");
        assertThat(reading).isGreaterThan(20);
    }
}
