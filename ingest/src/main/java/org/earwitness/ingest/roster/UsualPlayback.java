package org.earwitness.ingest.roster;

import java.util.Locale;
import java.util.Set;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.source.MediaAddress;

/** How a stream is played whose owner did not say: live protocols and playlists are live, everything else is a file. */
public final class UsualPlayback {
    private static final Set<String> LIVE =
            Set.of("rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp", "rtp", "tcp", "rist", "whep");

    private UsualPlayback() {}

    /** LIVE or ONCE. */
    public static Playback of(String address) {
        return isLive(address) ? Playback.LIVE : Playback.ONCE;
    }

    private static boolean isLive(String address) {
        if (!new MediaAddress(address).isUrl()) {
            return false;
        }
        String scheme = address.substring(0, address.indexOf("://")).toLowerCase(Locale.ROOT);
        return LIVE.contains(scheme) || (scheme.startsWith("http") && isPlaylist(address));
    }

    private static boolean isPlaylist(String address) {
        String path = address.replaceFirst("[?#].*$", "").toLowerCase(Locale.ROOT);
        return path.endsWith(".m3u8") || path.endsWith(".m3u") || path.endsWith(".mpd");
    }
}
