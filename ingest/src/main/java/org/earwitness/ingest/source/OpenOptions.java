package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_get_class;
import static org.bytedeco.ffmpeg.global.avformat.avio_protocol_get_class;
import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_FAKE_OBJ;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_find;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_next;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVClass;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVOption;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What FFmpeg is told when it opens a source: transport, tracks, the white list of protocols, certificates, bounds of probing,
 * and what the stream's owner adds. An option of the owner that nothing in the linked FFmpeg knows is refused before anything is
 * opened; one that this source had no use for is refused after.
 */
final class OpenOptions {
    /** Longest that a live stream is looked into before it plays, microseconds of media: a key frame every two seconds is usual. */
    private static final int LIVE_ANALYZE_MICROS = 2_500_000;

    /** Most bytes that are looked into; what cameras send in a few seconds. */
    private static final int LIVE_PROBE_BYTES = 5_000_000;

    /** What has a setting of its own, so that nobody opens by an option what a setting closed. */
    private static final Map<String, String> OF_SETTINGS = Map.of(
            "protocol_whitelist", "protocols",
            "protocol_blacklist", "protocols",
            "rtsp_transport", "transport",
            "allowed_media_types", "tracks",
            "tls_verify", "verifyTls",
            "verifyhost", "verifyTls",
            "ca_file", "certificates",
            "cafile", "certificates");

    /** Whether a value makes FFmpeg wait for somebody who calls, or may; by the name of the option. */
    private static final Map<String, Predicate<String>> LISTENING = Map.of(
            "listen", value -> !value.equals("0"),
            "listen_timeout", value -> true,
            "rtsp_flags", value -> !value.matches("[+-]?[a-z_]+([+-][a-z_]+)*") || value.contains("listen"),
            "mode", value -> !value.equals("caller") && !value.equals("rendezvous"));

    /** What FFmpeg's protocols share is in no class that it shows. */
    private static final Set<String> OF_ALL_PROTOCOLS = Set.of("rw_timeout");

    private static final Map<String, List<String>> DEMUXERS = Map.of(
            "rtsp", List.of("rtsp"),
            "rtsps", List.of("rtsp"),
            "http", List.of("hls", "mpegts", "flv", "mov", "matroska"),
            "https", List.of("hls", "mpegts", "flv", "mov", "matroska"),
            "rtmp", List.of("flv", "live_flv"),
            "rtmps", List.of("flv", "live_flv"),
            "rtp", List.of("rtp", "sdp", "mpegts"),
            "file", List.of("hls", "mpegts", "flv", "mov", "matroska", "avi", "wav"));

    private final Map<String, String> own;
    private final Map<String, String> tls;
    private final Map<String, String> all;

    private OpenOptions(Map<String, String> own, Map<String, String> tls, Map<String, String> all) {
        this.own = own;
        this.tls = tls;
        this.all = all;
    }

    /** The options of a source, checked. */
    static OpenOptions of(MediaAddress address, SourceSettings settings) throws MediaFailure {
        List<String> protocols = Protocols.of(address, settings.protocols());
        refuseUnknown(address, settings.options(), protocols);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("protocol_whitelist", String.join(",", protocols));
        String scheme = address.scheme();
        if (scheme.equals("rtsp") || scheme.equals("rtsps")) {
            all.put("rtsp_transport", settings.transport().name().toLowerCase(Locale.ROOT));
            all.put("allowed_media_types", mediaTypes(settings.tracks()));
        }
        Map<String, String> tls = protocols.contains("tls") ? tls(settings) : Map.of();
        all.putAll(tls);
        if (settings.live() && scheme.startsWith("http")) {
            // Opening a segment before the one in front of it is read tells nothing about where it begins.
            all.put("http_multiple", "0");
        }
        if (settings.live()) {
            all.put("analyzeduration", Integer.toString(LIVE_ANALYZE_MICROS));
            all.put("probesize", Integer.toString(LIVE_PROBE_BYTES));
            // Guessing the frame rate takes 20 frames, most of a second in which a camera that came back shows nothing.
            // AVFMT_FLAG_NOBUFFER is not set: it throws away what was looked into, the first key frame with it.
            all.put("fpsprobesize", "3");
        }
        all.putAll(settings.options());
        return new OpenOptions(settings.options(), tls, all);
    }

    private static Map<String, String> tls(SourceSettings settings) throws MediaFailure {
        if (!settings.verifyTls()) {
            return Map.of("tls_verify", "0");
        }
        Path authorities = TrustedAuthorities.ofMachine().file(settings.certificates());
        return Map.of("tls_verify", "1", "ca_file", authorities.toString());
    }

    /** What is to go with everything that this source opens, not only with its own address. */
    Map<String, String> ofTls() {
        return tls;
    }

    private static String mediaTypes(WantedTracks tracks) {
        List<String> types = new ArrayList<>();
        if (tracks.wantsVideo()) {
            types.add("video");
        }
        if (tracks.wantsAudio()) {
            types.add("audio");
        }
        return String.join("+", types);
    }

    /** As FFmpeg takes them; the caller frees them, or gives them to {@link #refuseUnused}. */
    AVDictionary dictionary() {
        AVDictionary dictionary = new AVDictionary(null);
        all.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        return dictionary;
    }

    /** Looks at what opening left over, and frees it. */
    void refuseUnused(AVDictionary dictionary) throws MediaFailure {
        List<String> unused = new ArrayList<>();
        AVDictionaryEntry entry = av_dict_get(dictionary, "", null, AV_DICT_IGNORE_SUFFIX);
        while (entry != null && !entry.isNull()) {
            String name = entry.key().getString();
            if (own.containsKey(name)) {
                unused.add(name);
            }
            entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX);
        }
        av_dict_free(dictionary);
        if (!unused.isEmpty()) {
            throw new MediaFailure(
                    FailureCause.OPTION,
                    "nothing in this source has a use for the option " + String.join(", ", unused) + ". Take it out");
        }
    }

    private static void refuseUnknown(MediaAddress address, Map<String, String> options, List<String> protocols)
            throws MediaFailure {
        if (options.isEmpty()) {
            return;
        }
        List<AVClass> classes = classes(address.scheme(), protocols);
        for (String name : options.keySet()) {
            String setting = OF_SETTINGS.get(name);
            if (setting != null) {
                throw new MediaFailure(
                        FailureCause.OPTION,
                        "the option " + name + " is not given by options. Use the setting " + setting);
            }
            Predicate<String> listens = LISTENING.get(name);
            if (listens != null && listens.test(options.getOrDefault(name, ""))) {
                throw new MediaFailure(
                        FailureCause.OPTION,
                        "the option " + name + "=" + options.get(name)
                                + " would have this machine wait for whoever calls, and a source is called. Take it out;"
                                + " for SRT write mode=listener into the address, where it is seen");
            }
            if (classes.stream().noneMatch(known -> knows(known, name))) {
                throw new MediaFailure(
                        FailureCause.OPTION,
                        "the linked FFmpeg has no option " + name + " for "
                                + (address.isUrl() ? address.scheme() + " sources" : "files")
                                + nearest(name, names(classes))
                                        .map(near -> ". Did you mean " + near + "?")
                                        .orElse(". Take it out"));
            }
        }
    }

    private static List<AVClass> classes(String scheme, List<String> protocols) {
        List<AVClass> classes = new ArrayList<>();
        classes.add(avformat_get_class());
        for (String demuxer : DEMUXERS.getOrDefault(scheme, List.of("mpegts"))) {
            AVInputFormat format = av_find_input_format(demuxer);
            if (format != null && format.priv_class() != null) {
                classes.add(format.priv_class());
            }
        }
        for (String protocol : protocols) {
            AVClass known = avio_protocol_get_class(protocol);
            if (known != null) {
                classes.add(known);
            }
        }
        return classes;
    }

    private static boolean knows(AVClass known, String name) {
        if (OF_ALL_PROTOCOLS.contains(name)) {
            return true;
        }
        try (PointerPointer<AVClass> fake = new PointerPointer<>(1)) {
            fake.put(0, known);
            AVOption option = av_opt_find(fake, name, null, 0, AV_OPT_SEARCH_FAKE_OBJ);
            return option != null && !option.isNull();
        }
    }

    private static Collection<String> names(List<AVClass> classes) {
        Collection<String> names = new TreeSet<>();
        for (AVClass known : classes) {
            try (PointerPointer<AVClass> fake = new PointerPointer<>(1)) {
                fake.put(0, known);
                AVOption option = av_opt_next(fake, null);
                while (option != null && !option.isNull()) {
                    names.add(option.name().getString());
                    option = av_opt_next(fake, option);
                }
            }
        }
        return names;
    }

    /** The name with the fewest letters to change, if they are few. */
    static Optional<String> nearest(String name, Collection<String> names) {
        Optional<String> nearest = Optional.empty();
        int least = Math.max(1, name.length() / 3) + 1;
        for (String candidate : names) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int changed = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(changed, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
