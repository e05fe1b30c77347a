package io.emailservice.queue;

class OfficialFlowCleaning5IT extends OfficialFlowCleaningContract {
    OfficialFlowCleaning5IT() {
        super("bullmq5");
    }
}
