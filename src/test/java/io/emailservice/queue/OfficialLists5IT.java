package io.emailservice.queue;

class OfficialLists5IT extends OfficialListsContract {
    OfficialLists5IT() {
        super("bullmq5");
    }
}
