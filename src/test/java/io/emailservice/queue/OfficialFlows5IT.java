package io.emailservice.queue;

class OfficialFlows5IT extends OfficialFlowsContract {
    OfficialFlows5IT() {
        super("bullmq5");
    }
}
