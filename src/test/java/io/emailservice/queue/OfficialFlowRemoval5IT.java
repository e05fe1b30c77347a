package io.emailservice.queue;

class OfficialFlowRemoval5IT extends OfficialFlowRemovalContract {
    OfficialFlowRemoval5IT() {
        super("bullmq5");
    }
}
