package io.emailservice.queue;

class OfficialTurns6IT extends OfficialTurnsContract {
    OfficialTurns6IT() {
        super("bullmq");
    }
}
