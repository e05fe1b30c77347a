/**
 * The proof that a queue can't tell our worker from the official one: the same made-up jobs go through both, from the same
 * start and by the same clock, and whatever is in Redis afterwards is compared.
 *
 * <p>{@code mix.mjs} makes a program from a seed; {@link io.emailservice.queue.differential.Rounds} runs it with one {@link
 * io.emailservice.queue.differential.WorkerSide} or the other; {@link io.emailservice.queue.differential.Comparison} finds
 * the differences, but those that {@link io.emailservice.queue.differential.Explained} gives a reason for.
 */
package io.emailservice.queue.differential;
