package io.emailservice.queue;

class Schedule6IT extends ScheduleContract {
    Schedule6IT() {
        super("bullmq");
    }
}
