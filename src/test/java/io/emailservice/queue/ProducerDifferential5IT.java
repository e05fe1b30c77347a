package io.emailservice.queue;

class ProducerDifferential5IT extends ProducerDifferentialContract {
    ProducerDifferential5IT() {
        super("bullmq5", "bullmq:5.81.5");
    }

    @Override
    boolean newest() {
        return false;
    }
}
