package io.emailservice.twin.sqs;

import org.jspecify.annotations.Nullable;

/** One message of a queue, and how often it was handed out. Only its queue changes it. */
final class QueuedMessage {
    final String id;
    final String body;
    final String md5;
    final long sequence;
    final long sentMillis;
    final Runnable deleted;

    int receives;
    long firstReceivedMillis;

    /** The newest receipt; null as long as nobody has received the message. */
    @Nullable
    String handle;

    /** Until then it is in flight. */
    long visibleMillis;

    boolean gone;

    QueuedMessage(String id, String body, long sequence, long sentMillis, Runnable deleted) {
        this.id = id;
        this.body = body;
        this.md5 = Md5.hex(body);
        this.sequence = sequence;
        this.sentMillis = sentMillis;
        this.deleted = deleted;
    }
}
