package io.emailservice.queue;

class OfficialCleaner6IT extends OfficialCleanerContract {
    OfficialCleaner6IT() {
        super("bullmq");
    }
}
