package io.emailservice.queue;

class OfficialDuplicates5IT extends OfficialDuplicatesContract {
    OfficialDuplicates5IT() {
        super("bullmq5");
    }
}
