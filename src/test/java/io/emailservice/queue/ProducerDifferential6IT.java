package io.emailservice.queue;

class ProducerDifferential6IT extends ProducerDifferentialContract {
    ProducerDifferential6IT() {
        super("bullmq");
    }
}
