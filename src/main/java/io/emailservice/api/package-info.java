/**
 * The entrances for other programs: the HTTP API with its contract and keys, and the request address on the event bus.
 *
 * <p>Knows HTTP, authentication, problem details and the shapes of answers. Doesn't know what a send request must look
 * like, how it is stored, or where a timeline comes from: it declares {@link io.emailservice.api.RequestDecoder},
 * {@link io.emailservice.api.Intake} and {@link io.emailservice.api.MessageReader}, and {@code service} plugs them in. Of the
 * store it knows which failures pass, no more.
 * Each {@link io.emailservice.api.HttpVerticle} instance has its own router, used on its event loop only; key checks and
 * the reception of requests are safe from any thread.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
