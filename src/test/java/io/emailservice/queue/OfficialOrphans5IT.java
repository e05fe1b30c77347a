package io.emailservice.queue;

class OfficialOrphans5IT extends OfficialOrphansContract {
    OfficialOrphans5IT() {
        super("bullmq5");
    }
}
