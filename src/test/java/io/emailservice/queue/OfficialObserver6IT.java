package io.emailservice.queue;

class OfficialObserver6IT extends OfficialObserverContract {
    OfficialObserver6IT() {
        super("bullmq");
    }
}
