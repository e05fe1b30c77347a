package io.emailservice.queue;

class OfficialClient5IT extends OfficialClientContract {
    OfficialClient5IT() {
        super("bullmq5");
    }
}
