package org.earwitness.streaming;

import java.util.Map;
import java.util.Optional;

/**
 * How this process belongs to its group.
 *
 * @param protocol how the group shares the partitions
 * @param instanceId name under which this process comes back after a restart; empty for one that leaves when it ends
 * @param sessionTimeoutMillis how long a process may be silent before its partitions go to others; of the classic protocol only
 */
public record GroupConfig(GroupProtocol protocol, Optional<String> instanceId, int sessionTimeoutMillis) {
    public static final GroupConfig DEFAULTS = new GroupConfig(GroupProtocol.CLASSIC, Optional.empty(), 10_000);

    public GroupConfig {
        instanceId.ifPresent(name -> {
            if (!name.matches("[A-Za-z0-9._-]{1,200}")) {
                throw new IllegalArgumentException("instanceId is '" + name
                        + "': it has 1 to 200 letters, digits, '.', '_' and '-'. Use a name that no other process of the"
                        + " group has and that stays, for instance localizer-0.");
            }
        });
        if (protocol == GroupProtocol.STREAMS && instanceId.isPresent()) {
            throw new IllegalArgumentException(
                    "instanceId is '" + instanceId.get()
                            + "': the streams protocol has no static members in Kafka 4.3. Use protocol classic, or no instanceId.");
        }
        if (sessionTimeoutMillis < 6_000 || sessionTimeoutMillis > 1_800_000) {
            throw new IllegalArgumentException(
                    "sessionTimeoutMillis is " + sessionTimeoutMillis
                            + ": it is outside 6 s to 30 min, which is what brokers take unless they are told otherwise. Use 10s.");
        }
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "protocol",
                "classic or streams; classic, every broker knows it. streams needs brokers from 4.2 on; a process that was killed is"
                        + " missed after the group's session time-out there, 45 s unless the broker is told otherwise.",
                "instanceId",
                "Name of this process in its group (static membership): a restart within the session time-out moves no partition;"
                        + " none, who ends leaves and the others take over at once.",
                "sessionTimeoutMillis",
                "Silence after which a process counts as dead; 10 s, heartbeats come every 3 s. With an instanceId as long as a"
                        + " restart takes. The streams protocol has it on the broker.");
    }
}
