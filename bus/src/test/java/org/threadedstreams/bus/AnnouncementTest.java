package org.threadedstreams.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.threadedstreams.api.gateway.GatewayPart;

class AnnouncementTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<List<String>> announced = new ArrayList<>();
    private boolean registered;
    private final Announcement announcement = new Announcement(context(), tasks::add);

    @Test
    void namesThatComeTogetherAreAnnouncedTogether() {
        for (int i = 0; i < 1000; i++) {
            announcement.add("device-" + i);
        }
        runAll();
        assertThat(announced).hasSize(2);
        assertThat(announced.get(0)).isEmpty();
        assertThat(announced.get(1)).hasSize(1000).contains("device-0", "device-999");
    }

    @Test
    void aNameThatComesLaterIsAnnouncedWithThoseBefore() {
        announcement.add("first");
        runAll();
        announcement.add("second");
        runAll();
        assertThat(announced).containsExactly(List.of(), List.of("first"), List.of("first", "second"));
    }

    @Test
    void nothingIsAnnouncedAfterTheEnd() {
        announcement.add("late");
        announcement.end();
        runAll();
        assertThat(registered).isFalse();
        assertThat(announced).containsExactly(List.of());
    }

    @Test
    void afterTheEndNothingIsAskedOfAnExecutorThatMayHaveStopped() {
        announcement.end();
        announcement.add("late");
        assertThat(tasks).isEmpty();
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private BundleContext context() {
        return fake(BundleContext.class, (method, arguments) -> {
            registered = true;
            announced.add(names(arguments[2]));
            return fake(ServiceRegistration.class, (call, values) -> {
                if (!registered) {
                    throw new IllegalStateException("unregistered");
                }
                if (call.equals("setProperties")) {
                    announced.add(names(values[0]));
                } else {
                    registered = false;
                }
                return null;
            });
        });
    }

    private static List<String> names(Object properties) {
        return List.of((String[]) ((Dictionary<?, ?>) properties).get(GatewayPart.NAMES));
    }

    private interface Call {
        Object on(String method, Object[] arguments);
    }

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<? super T> type, Call call) {
        return (T) Proxy.newProxyInstance(
                AnnouncementTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method.getName(), arguments));
    }
}
