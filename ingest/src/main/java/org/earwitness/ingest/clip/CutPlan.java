package org.earwitness.ingest.clip;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which packets a clip takes, and when each is decoded and shown. The picture begins at the last key frame that is not after the
 * start, because nothing else can be decoded alone; where the container can tell players to begin later, the file begins with the
 * frame that is on the screen at the start, and else with that key frame. Pure.
 */
final class CutPlan {
    private static final long HOLE_MICROS = 2_000_000;

    /** A packet of one of the two tracks, in the order of the source. */
    record Seen(boolean video, long micros, boolean key) {}

    private final BitSet taken = new BitSet();
    private final long[] decodeMicros;
    private final long zeroMicros;
    private final List<String> remarks = new ArrayList<>();

    /**
     * @param packets all packets around the clip, in the order of the source
     * @param fromMicros where it starts on the source's time line
     * @param toMicros where it ends, exclusive
     * @param exact whether the container can begin to show in the middle of what it has
     */
    CutPlan(List<Seen> packets, long fromMicros, long toMicros, boolean exact) {
        this.decodeMicros = new long[packets.size()];
        Optional<Integer> key = keyFrame(packets, fromMicros, toMicros);
        key.ifPresent(start -> takePicture(packets, start, toMicros));
        long pictureMicros = key.map(start -> packets.get(start).micros()).orElse(fromMicros);
        long zero = exact ? frameMicros(packets, fromMicros) : Math.min(fromMicros, pictureMicros);
        long soundFrom = zero;
        takeSound(packets, soundFrom, toMicros);
        orderPicture(packets);
        long first = taken.stream()
                .mapToLong(place -> packets.get(place).micros())
                .min()
                .orElse(fromMicros);
        this.zeroMicros = exact ? zero : first;
        remark(packets, fromMicros, toMicros);
    }

    private static Optional<Integer> keyFrame(List<Seen> packets, long fromMicros, long toMicros) {
        Optional<Integer> before = Optional.empty();
        for (int place = 0; place < packets.size(); place++) {
            Seen packet = packets.get(place);
            if (packet.video() && packet.key() && packet.micros() < toMicros) {
                if (packet.micros() > fromMicros) {
                    return before.isPresent() ? before : Optional.of(place);
                }
                before = Optional.of(place);
            }
        }
        return before;
    }

    private void takePicture(List<Seen> packets, int start, long toMicros) {
        int last = start;
        for (int place = start; place < packets.size(); place++) {
            if (packets.get(place).video() && packets.get(place).micros() < toMicros) {
                last = place;
            }
        }
        long first = packets.get(start).micros();
        for (int place = start; place <= last; place++) {
            // What is shown before the key frame it follows needs frames from before it.
            if (packets.get(place).video() && packets.get(place).micros() >= first) {
                taken.set(place);
            }
        }
    }

    /**
     * Where the frame that is on the screen at the start begins. Players that are told to begin in the middle of a frame put the next
     * one there, and the picture would be early by the rest.
     */
    private long frameMicros(List<Seen> packets, long fromMicros) {
        return taken.stream()
                .filter(place -> packets.get(place).video())
                .mapToLong(place -> packets.get(place).micros())
                .filter(micros -> micros <= fromMicros && fromMicros - micros < HOLE_MICROS)
                .max()
                .orElse(fromMicros);
    }

    private void takeSound(List<Seen> packets, long fromMicros, long toMicros) {
        int before = -1;
        for (int place = 0; place < packets.size(); place++) {
            Seen packet = packets.get(place);
            if (packet.video()) {
                continue;
            }
            if (packet.micros() <= fromMicros) {
                before = place;
            } else if (packet.micros() < toMicros) {
                taken.set(place);
            }
        }
        // The packet that is being heard at the start, unless that is long over.
        if (before >= 0 && fromMicros - packets.get(before).micros() < HOLE_MICROS) {
            taken.set(before);
        }
    }

    /** Frames are decoded in the order they come and at the times they are shown, so much earlier that none is late. */
    private void orderPicture(List<Seen> packets) {
        List<Integer> places = taken.stream()
                .filter(place -> packets.get(place).video())
                .boxed()
                .toList();
        List<Long> shown = places.stream()
                .map(place -> packets.get(place).micros())
                .sorted(Comparator.naturalOrder())
                .toList();
        long delay = 0;
        for (int i = 0; i < places.size(); i++) {
            delay = Math.max(delay, shown.get(i) - packets.get(places.get(i)).micros());
        }
        for (int i = 0; i < places.size(); i++) {
            decodeMicros[places.get(i)] = shown.get(i) - delay;
        }
    }

    private void remark(List<Seen> packets, long fromMicros, long toMicros) {
        for (boolean video : new boolean[] {true, false}) {
            List<Long> times = taken.stream()
                    .mapToObj(packets::get)
                    .filter(packet -> packet.video() == video)
                    .map(Seen::micros)
                    .sorted()
                    .toList();
            if (times.isEmpty()) {
                continue;
            }
            String what = video ? "picture" : "sound";
            if (times.get(0) > fromMicros + HOLE_MICROS / 2) {
                remarks.add("the " + what + " starts " + seconds(times.get(0) - fromMicros) + " late");
            }
            for (int i = 1; i < times.size(); i++) {
                if (times.get(i) - times.get(i - 1) > HOLE_MICROS) {
                    remarks.add("there is no new " + what + " for " + seconds(times.get(i) - times.get(i - 1))
                            + " from " + seconds(times.get(i - 1) - fromMicros) + " on");
                }
            }
            long end = times.get(times.size() - 1);
            if (end < toMicros - HOLE_MICROS) {
                remarks.add("the " + what + " ends " + seconds(toMicros - end) + " early");
            }
        }
    }

    static String seconds(long micros) {
        return String.format(java.util.Locale.ROOT, "%.1f s", micros / 1e6);
    }

    /** Whether the clip has this packet. */
    boolean takes(int place) {
        return taken.get(place);
    }

    boolean isEmpty() {
        return taken.isEmpty();
    }

    /** When a frame that is taken is decoded, microseconds on the source's time line; never after it is shown. */
    long decodeMicros(int place) {
        return decodeMicros[place];
    }

    /** What is time 0 of the file, microseconds on the source's time line. */
    long zeroMicros() {
        return zeroMicros;
    }

    /** What is not as it was wanted. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }
}
