package io.emailservice.queue;

class OfficialFlowCleaning6IT extends OfficialFlowCleaningContract {
    OfficialFlowCleaning6IT() {
        super("bullmq");
    }
}
