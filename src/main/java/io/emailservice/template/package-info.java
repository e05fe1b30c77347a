/**
 * Finds the Handlebars sources of a message: its own, or a stored version with the partials it uses.
 *
 * <p>Knows versions, the fall-back of languages and how long an answer may be remembered. Doesn't know SQL (that is the
 * plugged-in {@link io.emailservice.template.TemplateSource}) nor how templates are compiled. An instance belongs to one
 * event loop.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.template;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
