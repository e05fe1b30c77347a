package io.emailservice.queue;

class ScheduleOperator5IT extends ScheduleOperatorContract {
    ScheduleOperator5IT() {
        super("bullmq5");
    }
}
