package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A small {@link FeedbackBlast}; the program takes any number of messages. */
class FeedbackBlastIT {
    @Test
    void endsWithTheTruthAndLosesNoEventToADeadBroker() {
        JsonObject found = FeedbackBlast.run(1_000);

        assertThat(found.getInteger("wrongStates")).as(found.encode()).isZero();
        assertThat(found.getInteger("eventsWrong")).as(found.encode()).isZero();
        assertThat(found.getInteger("inKafka")).isEqualTo(found.getInteger("events"));
        assertThat(found.getJsonObject("states").getInteger("delivered")).isGreaterThan(600);
        assertThat(found.getJsonObject("states").getInteger("bounced")).isGreaterThan(50);
    }
}
