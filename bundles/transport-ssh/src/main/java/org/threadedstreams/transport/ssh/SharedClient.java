package org.threadedstreams.transport.ssh;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.AbstractIoServiceFactoryFactory;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.threadedstreams.sshd.ed25519.JdkEd25519;

/**
 * What all connections of one provider share: MINA's client, started when first needed, and a few threads, which end when
 * there is nothing to do.
 *
 * <p>Safe from any thread.
 */
final class SharedClient {

    /** The addresses that a name stands for. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private static final int OPENING_THREADS = 8;
    private static final int EVENT_THREADS = 2;
    private static final int IO_THREADS = Math.min(Runtime.getRuntime().availableProcessors() + 1, 8);
    private static final long THREAD_IDLE_SECONDS = 10;

    private final ThreadPoolExecutor openings = pool("ssh-open", OPENING_THREADS);
    private final ThreadPoolExecutor events = pool("ssh-events", EVENT_THREADS);
    private final ScheduledThreadPoolExecutor timer = timer();
    private final Identities identities = new Identities();
    private final Names names;
    private boolean stopped;
    private @Nullable SshClient client;

    SharedClient() {
        this(InetAddress::getAllByName);
    }

    SharedClient(Names names) {
        this.names = names;
    }

    /** Looks up a name, which may block. */
    List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(names.addresses(host));
    }

    /** The private keys that the connections use. */
    Identities identities() {
        return identities;
    }

    /** For what may block while a connection is opened: names are looked up, files are read. */
    Executor openings() {
        return openings;
    }

    /** For steps that must not run on a caller's thread. Nothing there blocks. */
    Executor events() {
        return events;
    }

    Future<?> after(Duration delay, Runnable step) {
        return timer.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many delayed steps are still to come. */
    int scheduled() {
        return timer.getQueue().size();
    }

    /**
     * MINA's client, started. May take some 100 ms the first time.
     *
     * @throws IllegalStateException after {@link #stop()}
     */
    synchronized SshClient client() {
        if (stopped) {
            throw new IllegalStateException("the SSH transport was stopped");
        }
        if (client == null) {
            client = newClient();
            client.start();
        }
        return client;
    }

    /** Ends the client in the background. */
    void stop() {
        openings.execute(this::stopNow);
    }

    private synchronized void stopNow() {
        stopped = true;
        if (client != null) {
            client.close(true);
        }
    }

    private SshClient newClient() {
        JdkEd25519.install();
        SshClient client = SshClient.setUpDefaultClient();
        client.setIoServiceFactoryFactory(new AbstractIoServiceFactoryFactory(null) {
            @Override
            public IoServiceFactory create(FactoryManager manager) {
                return new SocketServices(manager, IO_THREADS, named("ssh-io"), events);
            }
        });
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setAgentFactory(null);
        client.setServerKeyVerifier(
                (session, address, key) -> SshOpening.of(session).accepts(key));
        client.setUserAuthFactories(List.of(
                UserAuthPublicKeyFactory.INSTANCE,
                UserAuthPasswordFactory.INSTANCE,
                UserAuthKeyboardInteractiveFactory.INSTANCE));
        client.setServiceFactories(List.of(new LoginServiceFactory(), ClientConnectionServiceFactory.INSTANCE));
        // AES-GCM is done by the CPU; ChaCha20 takes several times as long in Java.
        client.setCipherFactories(List.of(
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.aes128ctr,
                BuiltinCiphers.aes192ctr,
                BuiltinCiphers.aes256ctr,
                BuiltinCiphers.cc20p1305_openssh));
        client.addSessionListener(new SessionEvents());
        // A quiet console stays open; whether the host still lives is found out by heartbeats. Our own timer limits all
        // of an opening.
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        return client;
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("ssh-timer"));
        timer.setKeepAliveTime(THREAD_IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(SharedClient.class.getClassLoader());
            return thread;
        };
    }
}
