package org.earwitness.inference.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earwitness.inference.PackVerification;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackFoldersTest {
    @TempDir
    Path folder;

    @Test
    void aPackIsFoundByItsDigestWhateverItsFolderIsCalled() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        Path pack = Files.createDirectory(folder.resolve("anything"));
        FixturePack.writeTo(pack);
        WantedPack wanted = WantedPack.of(PackVerification.of(pack).pack().orElseThrow());
        PackFolders folders = new PackFolders(folder);

        assertThat(folders.find(wanted)).contains(pack);
        Files.writeString(pack.resolve("pack.yaml"), "another: pack\n");
        assertThat(folders.find(wanted)).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereHasNoPacks() throws IOException {
        assertThat(new PackFolders(folder.resolve("none")).find(new WantedPack("any", "1", "a".repeat(64))))
                .isEmpty();
    }
}
