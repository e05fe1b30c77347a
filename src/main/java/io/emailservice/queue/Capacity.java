package io.emailservice.queue;

/** Says how many jobs may be claimed now; asked on the poller's event loop before each claim. */
@FunctionalInterface
public interface Capacity {
    /**
     * The jobs of this queue that can be taken in at once. Zero or less closes the queue for this process: its jobs wait
     * in Redis, and the question is asked again after a settlement or a moment. Claims are made one after the other over
     * all queues, and their jobs handed over before the next question, so permits may be shared between queues.
     */
    int free(String queue);
}
