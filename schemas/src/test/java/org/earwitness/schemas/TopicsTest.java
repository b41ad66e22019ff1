package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TopicsTest {

    @Test
    void namesBeginWithThePrefix() {
        assertThat(new Topics("gate.", 8).all()).allSatisfy(topic -> {
            assertThat(topic.name()).startsWith("gate.");
            assertThat(topic.partitions()).isEqualTo(8);
        });
    }

    @Test
    void segmentsAreUncompressedAndStampedWhenTheyArrive() {
        assertThat(Topics.standard().segments().settings())
                .containsEntry("compression.type", "uncompressed")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", "2097152");
    }

    @Test
    void aPrefixThatKafkaWouldRefuseIsRefused() {
        assertThatThrownBy(() -> new Topics("av/", 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefix is 'av/'");
    }

    @Test
    void theTableHasARowATopic() {
        assertThat(TopicTable.markdown(Topics.standard()).lines())
                .hasSize(2 + Topics.standard().all().size())
                .anySatisfy(row -> assertThat(row)
                        .startsWith("| `av.rejected` | as it was | the original bytes | delete, 168 h |"));
    }
}
