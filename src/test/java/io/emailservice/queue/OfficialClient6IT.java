package io.emailservice.queue;

class OfficialClient6IT extends OfficialClientContract {
    OfficialClient6IT() {
        super("bullmq");
    }
}
