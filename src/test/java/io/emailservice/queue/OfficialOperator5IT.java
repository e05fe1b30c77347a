package io.emailservice.queue;

class OfficialOperator5IT extends OfficialOperatorContract {
    OfficialOperator5IT() {
        super("bullmq5");
    }
}
