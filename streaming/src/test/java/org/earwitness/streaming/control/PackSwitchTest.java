package org.earwitness.streaming.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.inference.ModelPack;
import org.earwitness.streaming.control.PackSwitch.Arrival;
import org.earwitness.streaming.control.PackSwitch.Decision;
import org.earwitness.streaming.control.StreamPacks.InUse;
import org.earwitness.streaming.control.StreamPacks.Shadowing;
import org.earwitness.streaming.control.StreamPacks.Takeover;
import org.junit.jupiter.api.Test;

/** Windows have ten segments here, and a stream is at index 50 with ten segments kept. */
class PackSwitchTest {
    private static final ModelPack HOME = pack("home", "eyes", 0);
    private static final ModelPack COUSIN = pack("cousin", "eyes", 0);
    private static final ModelPack STRANGER = pack("stranger", "ears", 0);
    private static final ModelPack FORESIGHT = pack("foresight", "ears", 2);
    private static final Arrival SEGMENT = new Arrival(0, 50, true, false, 50, 10);
    private static final Arrival MARKER = new Arrival(0, 50, false, false, 50, 10);
    private static final Arrival NEW_EPOCH = new Arrival(1, 50, true, true, 0, 10);

    private final Map<String, ModelPack> ready = new HashMap<>(Map.of(
            "home", HOME,
            "cousin", COUSIN,
            "stranger", STRANGER,
            "foresight", FORESIGHT));
    private final PackSwitch packs = new PackSwitch(digest -> Optional.ofNullable(ready.get(digest)), HOME);

    @Test
    void aNewStreamBeginsWithTheWantedPack() {
        Decision decision = packs.decide(StreamPacks.NONE, wanted("stranger"), SEGMENT);

        assertThat(decision.packs().current()).contains(new InUse("stranger", 0));
        assertThat(decision.cut()).isFalse();
    }

    @Test
    void aNewStreamWhosePackIsNotOpenHereBeginsWithTheOneAtHome() {
        ready.remove("stranger");

        assertThat(packs.decide(StreamPacks.NONE, wanted("stranger"), SEGMENT)
                        .packs()
                        .current())
                .contains(new InUse("home", 0));
    }

    @Test
    void aPackWithAnotherEncoderWaitsUntilItKnowsAWholeWindow() {
        assertThat(packs.decide(running("home"), wanted("stranger"), SEGMENT))
                .isEqualTo(new Decision(changing("home", new Takeover("stranger", 0, 59, 50)), false));
    }

    @Test
    void lookAheadBelongsToTheWindow() {
        assertThat(packs.decide(running("home"), wanted("foresight"), SEGMENT)
                        .packs()
                        .next())
                .contains(new Takeover("foresight", 0, 57, 50));
    }

    @Test
    void aPackWithTheSameEncoderTakesOverAtOnce() {
        assertThat(packs.decide(running("home"), wanted("cousin"), SEGMENT)
                        .packs()
                        .next())
                .contains(new Takeover("cousin", 0, 50, 0));
    }

    @Test
    void aChangeThatRunsIsNotPutOff() {
        StreamPacks before = changing("home", new Takeover("stranger", 0, 55, 46));

        assertThat(packs.decide(before, wanted("stranger"), SEGMENT)).isEqualTo(new Decision(before, false));
    }

    @Test
    void theFormerPackAgainCancelsAChange() {
        StreamPacks before = changing("home", new Takeover("stranger", 0, 55, 46));

        assertThat(packs.decide(before, wanted("home"), SEGMENT)).isEqualTo(new Decision(running("home"), false));
    }

    @Test
    void aChangeToAPackThatIsNoLongerOpenIsForgotten() {
        ready.remove("stranger");
        StreamPacks before = changing("home", new Takeover("stranger", 0, 55, 46));

        assertThat(packs.decide(before, wanted("stranger"), SEGMENT)).isEqualTo(new Decision(running("home"), false));
    }

    @Test
    void aRollbackTakesTheNextSegmentAndCutsWhatWaits() {
        WantedPacks rollback = new WantedPacks("stranger", true, Optional.empty());

        assertThat(packs.decide(running("home"), rollback, SEGMENT))
                .isEqualTo(new Decision(changing("home", new Takeover("stranger", 0, 50, 50)), true));
    }

    @Test
    void aNewEpochIsTheWantedPacks() {
        assertThat(packs.decide(running("home"), wanted("stranger"), NEW_EPOCH))
                .isEqualTo(new Decision(changing("home", new Takeover("stranger", 1, 50, 50)), true));
    }

    @Test
    void aMarkerChangesNothing() {
        assertThat(packs.decide(running("home"), wanted("stranger"), MARKER))
                .isEqualTo(new Decision(running("home"), false));
    }

    @Test
    void whereTheCurrentPackIsNotOpenTheWantedOneBeginsWithAnEmptyWindow() {
        ready.remove("cousin");

        assertThat(packs.decide(running("cousin"), wanted("stranger"), SEGMENT).packs())
                .isEqualTo(new StreamPacks(Optional.of(new InUse("stranger", 50)), Optional.empty(), Optional.empty()));
    }

    @Test
    void aShadowBeginsWithTheFirstWindowThatItKnows() {
        assertThat(packs.decide(running("home"), shadowed("stranger"), SEGMENT)
                        .packs()
                        .shadow())
                .contains(new Shadowing("stranger", 59, 50));
        assertThat(packs.decide(running("home"), shadowed("cousin"), SEGMENT)
                        .packs()
                        .shadow())
                .contains(new Shadowing("cousin", 50, 0));
    }

    @Test
    void noPackIsItsOwnShadow() {
        assertThat(packs.decide(running("home"), shadowed("home"), SEGMENT)
                        .packs()
                        .shadow())
                .isEmpty();
    }

    @Test
    void aShadowThatIsNoLongerWantedEnds() {
        StreamPacks before = new StreamPacks(
                Optional.of(new InUse("home", 0)), Optional.empty(), Optional.of(new Shadowing("stranger", 50, 3)));

        assertThat(packs.decide(before, wanted("home"), SEGMENT).packs().shadow())
                .isEmpty();
        assertThat(packs.decide(before, shadowed("stranger"), SEGMENT).packs().shadow())
                .contains(new Shadowing("stranger", 50, 3));
    }

    private static ModelPack pack(String digest, String encoder, int lookAhead) {
        return new ModelPack(
                digest, "1.0.0", digest, encoder, "cmran", List.of("background", "bark"), 0, 10, lookAhead);
    }

    private static WantedPacks wanted(String digest) {
        return new WantedPacks(digest, false, Optional.empty());
    }

    private static WantedPacks shadowed(String shadow) {
        return new WantedPacks("home", false, Optional.of(shadow));
    }

    private static StreamPacks running(String digest) {
        return new StreamPacks(Optional.of(new InUse(digest, 0)), Optional.empty(), Optional.empty());
    }

    private static StreamPacks changing(String digest, Takeover takeover) {
        return new StreamPacks(Optional.of(new InUse(digest, 0)), Optional.of(takeover), Optional.empty());
    }
}
