package io.emailservice.queue;

class OfficialCleaner5IT extends OfficialCleanerContract {
    OfficialCleaner5IT() {
        super("bullmq5");
    }
}
