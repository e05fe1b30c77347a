package io.emailservice.queue;

class OfficialJanitor5IT extends OfficialJanitorContract {
    OfficialJanitor5IT() {
        super("bullmq5");
    }
}
