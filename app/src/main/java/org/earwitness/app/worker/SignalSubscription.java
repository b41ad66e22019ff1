package org.earwitness.app.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operating system signal, taken from the JVM until this is closed. The JDK has a class for that in the module
 * {@code jdk.unsupported}, on 17 as on 25; it is reached by reflection, because the compiler warns of any other use.
 */
final class SignalSubscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalSubscription.class);

    private final Method handle;
    private final Object signal;
    private final Object before;

    private SignalSubscription(Method handle, Object signal, Object before) {
        this.handle = handle;
        this.signal = signal;
        this.before = before;
    }

    /**
     * Takes a signal.
     *
     * @param name without SIG, for instance {@code INT}
     * @param received is run on a thread of the JVM's for each signal
     * @return empty where the JVM keeps the signal to itself ({@code -Xrs}) or has no such class
     */
    static Optional<SignalSubscription> to(String name, Runnable received) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    SignalSubscription.class.getClassLoader(),
                    new Class<?>[] {handlerType},
                    (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                received.run();
                                yield null;
                            }
                            case "equals" -> arguments != null && proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "the handler of SIG" + name;
                        };
                    });
            return Optional.of(new SignalSubscription(handle, signal, handle.invoke(null, signal, handler)));
        } catch (ReflectiveOperationException refused) {
            LOG.debug("SIG{} stays with the JVM", name, refused);
            return Optional.empty();
        }
    }

    /** Gives the signal back to whoever had it before. */
    @Override
    public void close() {
        try {
            handle.invoke(null, signal, before);
        } catch (IllegalAccessException | InvocationTargetException refused) {
            LOG.debug("{} is not given back", signal, refused);
        }
    }
}
