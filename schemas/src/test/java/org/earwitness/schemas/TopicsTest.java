package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TopicsTest {

    @Test
    void namesBeginWithThePrefix() {
        assertThat(new Topics("gate.", 8).all()).allSatisfy(topic -> {
            assertThat(topic.name()).startsWith("gate.");
            // What all of its readers read whole lies in one.
            assertThat(topic.partitions()).isEqualTo(topic.name().equals("gate.models") ? 1 : 8);
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
    void aLocalizerBesideAnotherReadsTheSameTopicsAndWritesItsOwn() {
        Topics first = new Topics("gate.", 8);

        Topics second = first.beside("replay-1");

        assertThat(second.segments()).isEqualTo(first.segments());
        assertThat(second.sources()).isEqualTo(first.sources());
        assertThat(second.streams()).isEqualTo(first.streams());
        assertThat(second.results())
                .extracting(Topic::name)
                .containsExactly("gate.replay-1.events", "gate.replay-1.intervals", "gate.replay-1.rejected");
        assertThat(second.results())
                .extracting(Topic::subject)
                .as("nothing more is registered for it")
                .containsExactly("gate.events-value", "gate.intervals-value", "gate.rejected-value");
        assertThat(second.results()).extracting(Topic::partitions).containsOnly(8);
    }

    @Test
    void whatWouldHideATopicOfTheCatalogueIsNoNameForALocalizer() {
        Topics topics = Topics.standard();

        assertThatThrownBy(() -> topics.beside("a.b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a.b'");
        assertThatThrownBy(() -> topics.beside("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTableHasARowATopic() {
        assertThat(TopicTable.markdown(Topics.standard()).lines())
                .hasSize(2 + Topics.standard().all().size())
                .anySatisfy(row -> assertThat(row)
                        .startsWith("| `av.rejected` | as it was | the original bytes | delete, 168 h |"));
    }
}
