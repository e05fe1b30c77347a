package io.emailservice.queue;

class OfficialReader5IT extends OfficialReaderContract {
    OfficialReader5IT() {
        super("bullmq5");
    }
}
