package io.emailservice.queue;

class ProducerDifferential5IT extends ProducerDifferentialContract {
    ProducerDifferential5IT() {
        super("bullmq5");
    }
}
