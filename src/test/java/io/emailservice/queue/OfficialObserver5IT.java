package io.emailservice.queue;

class OfficialObserver5IT extends OfficialObserverContract {
    OfficialObserver5IT() {
        super("bullmq5");
    }
}
