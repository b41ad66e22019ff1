package org.earwitness.streaming.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.earwitness.schemas.Clock;
import org.earwitness.streaming.admit.StreamProgress.End;
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.control.StreamPacks.InUse;
import org.earwitness.streaming.control.StreamPacks.Shadowing;
import org.earwitness.streaming.control.StreamPacks.Takeover;
import org.junit.jupiter.api.Test;

class StreamProgressTest {

    @Test
    void itComesBackFromItsBytesWithItsPacks() {
        StreamPacks packs = new StreamPacks(
                Optional.of(new InUse("a", 3)),
                Optional.of(new Takeover("b", 1, 20, 11)),
                Optional.of(new Shadowing("c", 17, 9)));
        StreamProgress progress = new StreamProgress(1, 12, 12, 7, true, End.STALLED, 99, Clock.RTCP, 9, 13, packs);

        byte[] bytes = StreamProgress.serde().serializer().serialize("", progress);

        assertThat(read(bytes)).isEqualTo(progress);
    }

    @Test
    void progressOfTheFirstVersionIsReadWithoutPacks() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream fields = new DataOutputStream(bytes)) {
            fields.writeByte(1);
            fields.writeLong(1);
            fields.writeLong(12);
            fields.writeLong(12);
            fields.writeLong(7);
            fields.writeBoolean(true);
            fields.writeUTF("STALLED");
            fields.writeLong(99);
            fields.writeUTF("RTCP");
            fields.writeLong(9);
            fields.writeInt(10);
        }

        assertThat(read(bytes.toByteArray()))
                .isEqualTo(
                        new StreamProgress(1, 12, 12, 7, true, End.STALLED, 99, Clock.RTCP, 9, 10, StreamPacks.NONE));
    }

    private static StreamProgress read(byte[] bytes) {
        return StreamProgress.serde().deserializer().deserialize("", bytes);
    }
}
