package io.emailservice.queue;

class OfficialDuplicates6IT extends OfficialDuplicatesContract {
    OfficialDuplicates6IT() {
        super("bullmq");
    }
}
