package org.earwitness.streaming.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.inference.Features;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;

class StoredSegmentTest {

    @Property
    void aSegmentComesBackFromItsBytes(
            @ForAll long place,
            @ForAll @Size(min = 1, max = 64) byte[] features,
            @ForAll boolean answered,
            @ForAll boolean kept) {
        StoredSegment segment = new StoredSegment(
                place,
                ~place,
                place * 3,
                Clock.RTCP,
                1_000_000,
                VideoTrack.FROZEN,
                AudioTrack.SILENT,
                7,
                true,
                List.of(
                        new Encoding(
                                "a".repeat(64),
                                answered ? Optional.of(Features.of(features)) : Optional.empty(),
                                answered ? Optional.empty() : Optional.of("the engine was closed")),
                        new Encoding("b".repeat(64), Optional.of(Features.of(features)), Optional.empty())),
                kept ? Optional.of("clip:gate/0/7@local") : Optional.empty());

        assertThat(roundTrip(StoredSegment.serde(), segment)).isEqualTo(segment);
    }

    @Property
    void aSlotComesBackFromItsBytes(@ForAll @Size(max = 20) String stream, @ForAll @IntRange(min = 0) int number) {
        // What a Kafka key may be: a lone surrogate is no character and has no bytes of its own.
        String name = new String(stream.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Slot slot = new Slot(name, number);

        assertThat(roundTrip(Slot.serde(), slot)).isEqualTo(slot);
    }

    @Test
    void stateOfAnotherVersionIsRefusedInWords() {
        byte[] bytes = {9, 0, 0};

        assertThatThrownBy(() -> StoredSegment.serde().deserializer().deserialize("", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("has version 9, this program reads [1, 2]");
    }

    @Test
    void stateThatIsCutOffIsRefused() {
        byte[] bytes = {1, 0, 0};

        assertThatThrownBy(() -> StoredSegment.serde().deserializer().deserialize("", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("of 3 bytes is not whole");
    }

    @Test
    void anEncodingHasFeaturesOrAReasonForHavingNone() {
        assertThatThrownBy(() -> new Encoding("", Optional.of(Features.of(new byte[1])), Optional.of("why")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Encoding("", Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSegmentOfTheFirstVersionIsRead() throws IOException {
        assertThat(read(firstVersion("", new byte[] {7, 8})).encodings())
                .containsExactly(
                        new Encoding("a".repeat(64), Optional.of(Features.of(new byte[] {7, 8})), Optional.empty()));
        assertThat(read(firstVersion("the engine was closed", new byte[0])).encodings())
                .containsExactly(new Encoding("a".repeat(64), Optional.empty(), Optional.of("the engine was closed")));
        StoredSegment mute = read(firstVersion("", new byte[0]));
        assertThat(mute.encodings()).isEmpty();
        assertThat(mute.clip()).contains("clip:gate/0/7@local");
        assertThat(mute.gapBefore()).isEqualTo(7);
    }

    /** A segment as the first version of the program wrote it. */
    private static byte[] firstVersion(String reason, byte[] features) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream fields = new DataOutputStream(bytes)) {
            fields.writeByte(1);
            fields.writeLong(1);
            fields.writeLong(2);
            fields.writeLong(3);
            fields.writeUTF("RTCP");
            fields.writeLong(1_000_000);
            fields.writeUTF("PRESENT");
            fields.writeUTF("PRESENT");
            fields.writeLong(7);
            fields.writeBoolean(false);
            fields.writeUTF("a".repeat(64));
            fields.writeUTF(reason);
            fields.writeInt(features.length);
            fields.write(features);
            fields.writeUTF("clip:gate/0/7@local");
        }
        return bytes.toByteArray();
    }

    private static StoredSegment read(byte[] bytes) {
        return StoredSegment.serde().deserializer().deserialize("", bytes);
    }

    private static <T> T roundTrip(Serde<T> serde, T state) {
        return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
    }
}
