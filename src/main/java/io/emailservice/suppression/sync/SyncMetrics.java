package io.emailservice.suppression.sync;

/** What is counted. Alert when failures grow and nothing else does. Called on one event loop. */
public interface SyncMetrics {
    SyncMetrics NONE = new SyncMetrics() {
        @Override
        public void synced(String account, SyncLedger.Direction direction, int count) {}

        @Override
        public void failed(String account) {}
    };

    /** So many went over: pulled ones that were new, pushed ones, lifted ones. */
    void synced(String account, SyncLedger.Direction direction, int count);

    /** A round ended early. */
    void failed(String account);
}
