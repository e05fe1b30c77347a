package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A process with one version of the official client beside our queue; it must find nothing to complain of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OverOfficialClient extends OverRedis {
    final String client;
    Node node;

    OverOfficialClient(String client) {
        this.client = client;
    }

    @BeforeAll
    void startClient() {
        node = Node.start(client, redis);
    }

    @AfterEach
    void hearsNoError() {
        assertThat(node.errors()).isEmpty();
    }

    @AfterAll
    void endClient() {
        if (node != null) {
            node.close();
        }
    }
}
