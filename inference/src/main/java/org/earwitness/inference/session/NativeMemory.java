package org.earwitness.inference.session;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory outside the heap. The C library keeps what a closed session has freed, in pieces between what still lives, so a process
 * whose models come and go would grow for hours; the JVM can ask it to give the pieces back.
 */
public final class NativeMemory {
    private static final Logger LOG = LoggerFactory.getLogger(NativeMemory.class);
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";

    private NativeMemory() {}

    /**
     * Gives free memory back to the system.
     *
     * @return what came of it, in the words of the JVM; empty where it cannot be asked (before 17.0.9, or not on Linux), which harms
     *     nobody
     */
    public static Optional<String> giveBack() {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(COMMANDS), TRIM, new Object[] {new String[0]}, new String[] {
                        String[].class.getName()
                    });
            String said = String.valueOf(answer).strip();
            LOG.debug("{}", said);
            return Optional.of(said);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(COMMANDS + " is no name", e);
        } catch (JMException e) {
            LOG.debug("this JVM gives no native memory back", e);
            return Optional.empty();
        }
    }
}
