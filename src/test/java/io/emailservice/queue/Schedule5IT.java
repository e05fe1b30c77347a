package io.emailservice.queue;

class Schedule5IT extends ScheduleContract {
    Schedule5IT() {
        super("bullmq5");
    }
}
