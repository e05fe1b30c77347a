package io.emailservice.dev;

import io.emailservice.service.Waiting;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The service with its own servers and the twin, until it is told to stop. */
public final class DevMode {
    private DevMode() {}

    /** Prints {@code ready http://127.0.0.1:<port>} when requests are answered; returns after TERM or INT. */
    public static int run(int port, int twinPort, Map<String, String> environment) {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            Waiting.on(ended);
        }));
        try (EmbeddedServers servers = EmbeddedServers.start(environment);
                LocalTwin twin = new LocalTwin(twinPort);
                DevService dev = new DevService(servers, twin.url(), DevService.ALL_PROVIDERS, port, environment)) {
            System.out.println("twin  " + twin.url());
            System.out.println("ready http://127.0.0.1:" + dev.service().port());
            Waiting.on(told);
        } finally {
            ended.countDown();
        }
        return 0;
    }
}
