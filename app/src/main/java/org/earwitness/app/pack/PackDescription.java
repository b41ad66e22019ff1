package org.earwitness.app.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackVerification;

/** A pack in words, one fact a line. */
final class PackDescription {
    private static final int NAME_COLUMNS = 14;

    private PackDescription() {}

    static List<String> lines(PackManifest manifest, PackVerification verification) {
        List<String> lines = new ArrayList<>();
        add(lines, "pack", manifest.name() + " " + manifest.version());
        verification.pack().ifPresent(pack -> add(lines, "digest", pack.digest()));
        add(lines, "architecture", manifest.architecture() + ", " + manifest.supervision() + " supervision");
        add(lines, "labels", labels(manifest));
        if (!manifest.experimental().isEmpty()) {
            add(lines, "experimental", String.join(", ", manifest.experimental()));
        }
        add(lines, "window", manifest.window() + " segments, " + manifest.lookAhead() + " of them look-ahead");
        add(lines, "picture", picture(manifest));
        add(lines, "sound", sound(manifest));
        add(lines, "features", features(manifest));
        add(lines, "decision", decision(manifest));
        manifest.thresholds().classes().forEach((label, least) -> add(lines, "threshold", label + " from " + least));
        add(lines, "also tells", alsoTells(manifest));
        manifest.files()
                .forEach((name, file) ->
                        add(lines, "file", name + ", " + file.bytes() + " bytes, sha256 " + file.sha256()));
        manifest.provenance().forEach((name, text) -> add(lines, "provenance", name + ": " + text));
        return lines;
    }

    private static String labels(PackManifest manifest) {
        List<String> events = new ArrayList<>(manifest.labels());
        String background = events.remove(manifest.background());
        return events.size() + " (" + String.join(", ", events) + ") and " + background;
    }

    private static String picture(PackManifest manifest) {
        PackManifest.Visual visual = manifest.visual();
        return manifest.takesFeatures()
                ? "7x7 features of " + visual.channels() + " channels in the place of frames: not for media"
                : visual.frames() + " frames of " + visual.size() + "x" + visual.size() + ", " + visual.encoder();
    }

    private static String sound(PackManifest manifest) {
        PackManifest.Audio audio = manifest.audio();
        return manifest.takesFeatures()
                ? audio.channels() + " features in the place of samples: not for media"
                : audio.samples() + " samples as " + audio.type().toString().toLowerCase(Locale.ROOT) + ", "
                        + audio.encoder();
    }

    private static String features(PackManifest manifest) {
        PackManifest.StoredFeatures features = manifest.features();
        List<String> tensors = features.list().stream()
                .map(feature -> feature.name() + feature.shape())
                .toList();
        return String.join(", ", tensors) + " as " + features.storage().name().toLowerCase(Locale.ROOT) + ": "
                + features.bytes() + " bytes a segment";
    }

    private static String decision(PackManifest manifest) {
        PackManifest.Thresholds thresholds = manifest.thresholds();
        return manifest.decision() == PackManifest.Decision.RELEVANCE
                ? "relevance above " + thresholds.relevance() + ", then the most probable label from "
                        + thresholds.event()
                : "the most probable label from " + thresholds.event();
    }

    private static String alsoTells(PackManifest manifest) {
        List<String> outputs = new ArrayList<>();
        if (manifest.outputs().heard()) {
            outputs.add("what is heard alone");
        }
        if (manifest.outputs().seen()) {
            outputs.add("what is seen alone");
        }
        if (manifest.synchrony()) {
            outputs.add("synchrony");
        }
        return outputs.isEmpty() ? "nothing" : String.join(", ", outputs);
    }

    private static void add(List<String> lines, String name, String text) {
        lines.add(name + " ".repeat(Math.max(1, NAME_COLUMNS - name.length())) + text);
    }
}
