package io.emailservice.queue;

class OfficialEditor6IT extends OfficialEditorContract {
    OfficialEditor6IT() {
        super("bullmq");
    }
}
