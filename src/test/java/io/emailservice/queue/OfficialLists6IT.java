package io.emailservice.queue;

class OfficialLists6IT extends OfficialListsContract {
    OfficialLists6IT() {
        super("bullmq");
    }
}
