package io.emailservice.queue;

class OfficialJanitor6IT extends OfficialJanitorContract {
    OfficialJanitor6IT() {
        super("bullmq");
    }
}
