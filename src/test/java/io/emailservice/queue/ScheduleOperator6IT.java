package io.emailservice.queue;

class ScheduleOperator6IT extends ScheduleOperatorContract {
    ScheduleOperator6IT() {
        super("bullmq");
    }
}
