package io.emailservice.queue;

class OfficialOperator6IT extends OfficialOperatorContract {
    OfficialOperator6IT() {
        super("bullmq");
    }
}
