package io.emailservice.queue;

class OfficialFlowRemoval6IT extends OfficialFlowRemovalContract {
    OfficialFlowRemoval6IT() {
        super("bullmq");
    }
}
