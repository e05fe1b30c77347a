package io.emailservice.queue;

class OfficialObliteration5IT extends OfficialObliterationContract {
    OfficialObliteration5IT() {
        super("bullmq5");
    }
}
