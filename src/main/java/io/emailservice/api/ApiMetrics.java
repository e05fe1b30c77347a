package io.emailservice.api;

/**
 * What is counted at the entrances. Requests received = the sum over all codes; alert on 503, which means that the store
 * or the limit of requests in flight turns callers away. Safe from any thread.
 */
public interface ApiMetrics {
    ApiMetrics NONE = (entrance, code) -> {};

    /**
     * A send request was answered.
     *
     * @param entrance {@code http}, {@code batch} or {@code bus}
     * @param code as in HTTP, also for items of a batch and requests over the bus
     */
    void answered(String entrance, int code);
}
