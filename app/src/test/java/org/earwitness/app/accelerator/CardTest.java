package org.earwitness.app.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CardTest {
    @Test
    void theAnswerOfNvidiaSmiIsRead() {
        assertThat(Card.parse("NVIDIA H100 80GB HBM3, 580.159.04, 81559, 527\n"))
                .contains(new Card("NVIDIA H100 80GB HBM3", "580.159.04", 81_559, 527));
        assertThat(Card.parse("")).isEmpty();
        assertThat(Card.parse("No devices were found\n")).isEmpty();
        assertThat(Card.parse("NVIDIA GB10, 580.95, [N/A], [N/A]\n")).isEmpty();
    }

    @Test
    void aCardsPeakIsThatOfTheLongestNameThatFits() {
        assertThat(card("NVIDIA H100 80GB HBM3").peakTeraflops(false)).contains(66.9);
        assertThat(card("NVIDIA H100 PCIe").peakTeraflops(false)).contains(51.2);
        assertThat(card("NVIDIA H100 PCIe").peakTeraflops(true)).contains(756.0);
        assertThat(card("NVIDIA L40S").peakTeraflops(false)).contains(91.6);
        assertThat(card("Tesla T4").peakTeraflops(false)).contains(8.1);
        assertThat(card("NVIDIA Unheard Of").peakTeraflops(false)).isEmpty();
    }

    private static Card card(String name) {
        return new Card(name, "580", 1, 0);
    }
}
