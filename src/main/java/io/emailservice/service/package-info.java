/**
 * The composition root: reads the whole configuration, makes every room, plugs them into each other, and starts and
 * stops them in order.
 *
 * <p>Knows all rooms and the small interfaces by which they meet; holds no logic of its own beyond translating between
 * neighbours. The only place that deploys verticles. {@link io.emailservice.service.Service} is used from the main
 * thread; the adapters run on the contexts of the rooms that call them.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.service;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
