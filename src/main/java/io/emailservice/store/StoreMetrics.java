package io.emailservice.store;

/**
 * What the store measures. A writer's items = rows of its batches + items that failed.
 *
 * <p>Called on the writer's event loop; must not block.
 */
public interface StoreMetrics {
    /** Measures nothing. */
    StoreMetrics NONE = new StoreMetrics() {
        @Override
        public void batch(String writer, int rows, long nanos) {}

        @Override
        public void retried(String writer) {}

        @Override
        public void failed(String writer, int rows) {}
    };

    /** A statement of {@code rows} rows was answered after {@code nanos}. */
    void batch(String writer, int rows, long nanos);

    /** A statement failed for a reason that may pass and is tried again. */
    void retried(String writer);

    /** These rows were given back to their callers as failures. */
    void failed(String writer, int rows);
}
