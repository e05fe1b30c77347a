package io.emailservice.queue;

import java.util.List;

/**
 * What a claim brought.
 *
 * @param limitedMillis how long the queue's rate limit still holds, 0 if it doesn't
 * @param nextDueMillis when the next delayed job is due, 0 if there is none or more jobs are ready
 * @param full true if the queue's own concurrency stopped the claim
 * @param dropped ids that had no job behind them and are out of the lists now
 */
record ClaimAnswer(long limitedMillis, long nextDueMillis, boolean full, int dropped, List<Claim> claims) {}
