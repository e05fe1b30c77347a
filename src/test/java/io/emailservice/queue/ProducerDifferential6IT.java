package io.emailservice.queue;

class ProducerDifferential6IT extends ProducerDifferentialContract {
    ProducerDifferential6IT() {
        super("bullmq", "bullmq:6.7.0");
    }

    @Override
    boolean newest() {
        return true;
    }
}
