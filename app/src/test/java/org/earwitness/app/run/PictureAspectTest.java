package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureAspectTest {

    @Test
    void theShapeComesFromTheSizeOfThePicture() {
        assertThat(PictureAspect.in("aac 44100 Hz 2 channels, h264 1280x720 25 fps"))
                .contains(1.778);
    }

    @Test
    void aPictureThatLiesOnItsSideIsTurned() {
        assertThat(PictureAspect.in("h264 1920x1080 30 fps turned by 90 degrees, aac 48000 Hz 1 channel"))
                .contains(0.563);
        assertThat(PictureAspect.in("h264 1920x1080 30 fps turned by 180 degrees"))
                .contains(1.778);
    }

    @Test
    void soundAloneHasNoShape() {
        assertThat(PictureAspect.in("aac 44100 Hz 2 channels")).isEmpty();
        assertThat(PictureAspect.in("")).isEmpty();
        assertThat(PictureAspect.in("h264 00x00")).isEmpty();
    }
}
