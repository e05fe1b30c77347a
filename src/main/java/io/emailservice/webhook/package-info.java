/**
 * The way in for what providers say about messages: posts to {@code /webhooks/} and queues that SNS fills.
 *
 * <p>Knows who may post (signatures, topics, secrets), what a provider does with each status code, and that an answer
 * may only be given after the commit. Doesn't know what a post means, nor SQL: it declares
 * {@link io.emailservice.webhook.Inbox} and keeps posts there exactly as they came; whoever reads them does so later.
 * Routes and pollers run on the event loop that deployed them; counts of posts in hand are safe from any thread.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
