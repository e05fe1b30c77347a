/**
 * Turns Handlebars sources and data into the parts of a message.
 *
 * <p>Knows handlebars.java, our helpers, the bounds of a rendering and how a text part is made from HTML. Doesn't know
 * where templates are stored, nor what is done to a rendered message: that is plugged in as a
 * {@link io.emailservice.render.Finisher}. Templates are customers' input and may run long: rendering happens on the
 * worker threads of {@link io.emailservice.render.RenderVerticle}, never on an event loop.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.render;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
