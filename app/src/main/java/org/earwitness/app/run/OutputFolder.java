package org.earwitness.app.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.earwitness.app.command.CommandFailed;

/** The folder that {@code --out} names: JSON lines, subtitles and a picture of every stream. One thread. */
final class OutputFolder {
    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder if it is not there.
     *
     * @throws CommandFailed when it cannot be made or written, which is better known before the run than after it
     */
    static OutputFolder prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw CommandFailed.usage("--out " + folder + ": the folder cannot be made (" + refused.getMessage()
                    + "). Name another one.");
        }
        if (!Files.isWritable(folder)) {
            throw CommandFailed.usage("--out " + folder + ": nothing can be written there. Name another folder.");
        }
        return new OutputFolder(folder);
    }

    /** Writes {@code <stream>.jsonl}, {@code <stream>.vtt} and {@code <stream>.png} of each report; older ones are replaced. */
    void write(List<StreamReport> reports, PeakFrames frames, LabelColours colours) {
        Map<String, String> names =
                FileNames.of(reports.stream().map(StreamReport::stream).toList());
        for (StreamReport report : reports) {
            String name = Objects.requireNonNull(names.get(report.stream()));
            text(name + ".jsonl", JsonLines.of(report));
            text(name + ".vtt", WebVtt.of(report));
            picture(name + ".png", report, frames, colours);
        }
    }

    private void text(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        } catch (IOException refused) {
            throw unwritten(name, refused);
        }
    }

    private void picture(String name, StreamReport report, PeakFrames frames, LabelColours colours) {
        BufferedImage picture;
        try {
            picture = new TimeLinePicture(colours)
                    .draw(report, frames.of(report.stream()), frames.aspect(report.stream()));
        } catch (LinkageError | InternalError noFonts) {
            throw CommandFailed.failed(
                    "the picture " + name + " cannot be drawn, the other files are written: this Java finds no fonts ("
                            + noFonts.getMessage()
                            + "). Install fontconfig and a font, for instance fonts-dejavu-core.",
                    noFonts);
        }
        try {
            ImageIO.write(picture, "png", folder.resolve(name).toFile());
        } catch (IOException refused) {
            throw unwritten(name, refused);
        }
    }

    private CommandFailed unwritten(String name, IOException refused) {
        return CommandFailed.failed(
                folder.resolve(name) + " cannot be written: " + refused.getMessage() + ". Check rights and space.",
                refused);
    }
}
