/**
 * Hands rendered messages to providers, one sender per provider account.
 *
 * <p>Knows the contract of an adapter, the limits of an account (permits, breaker, pauses) and what an answer means for
 * the account. Doesn't know any provider's protocol, nor retries, lanes or the store: it makes at most one call per
 * question and says what came of it. Each account's state belongs to the event loop of its {@code SenderVerticle};
 * other threads see only {@link io.emailservice.provider.ProviderAccount}.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.provider;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
