package io.emailservice.queue;

class OfficialFlows6IT extends OfficialFlowsContract {
    OfficialFlows6IT() {
        super("bullmq");
    }
}
