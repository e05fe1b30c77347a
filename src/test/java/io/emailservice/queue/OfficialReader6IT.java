package io.emailservice.queue;

class OfficialReader6IT extends OfficialReaderContract {
    OfficialReader6IT() {
        super("bullmq");
    }
}
