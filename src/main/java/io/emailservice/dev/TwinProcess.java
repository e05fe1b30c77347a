package io.emailservice.dev;

import io.emailservice.service.Waiting;
import java.util.concurrent.CountDownLatch;

/** The twin as a process of its own, until it is told to stop. */
public final class TwinProcess {
    private TwinProcess() {}

    /** Prints {@code ready http://127.0.0.1:<port>} when requests are answered. */
    public static int runUntilStopped(int port) {
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(told::countDown));
        try (LocalTwin twin = new LocalTwin(port)) {
            System.out.println("ready " + twin.url());
            Waiting.on(told);
        }
        return 0;
    }
}
