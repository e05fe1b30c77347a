package io.emailservice.queue;

class OfficialOrphans6IT extends OfficialOrphansContract {
    OfficialOrphans6IT() {
        super("bullmq");
    }
}
