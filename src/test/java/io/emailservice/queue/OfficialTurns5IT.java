package io.emailservice.queue;

class OfficialTurns5IT extends OfficialTurnsContract {
    OfficialTurns5IT() {
        super("bullmq5");
    }
}
