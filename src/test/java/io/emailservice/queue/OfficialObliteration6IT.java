package io.emailservice.queue;

class OfficialObliteration6IT extends OfficialObliterationContract {
    OfficialObliteration6IT() {
        super("bullmq");
    }
}
