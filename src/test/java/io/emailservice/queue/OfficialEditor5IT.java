package io.emailservice.queue;

class OfficialEditor5IT extends OfficialEditorContract {
    OfficialEditor5IT() {
        super("bullmq5");
    }
}
