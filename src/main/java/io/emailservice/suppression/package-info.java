/**
 * Lists of addresses that tenants must not mail: what an entry must look like, and how millions of them are carried in
 * and out as a stream.
 *
 * <p>Knows formats, rules and bounds. Doesn't know SQL, HTTP or which addresses are valid: it declares
 * {@link io.emailservice.suppression.SuppressionBook} and {@link io.emailservice.suppression.AddressRules}, and
 * {@code service} plugs them in. Whether a message is suppressed isn't decided here but in the statement that claims it.
 * Readers and writers of formats are pure; an import or export belongs to the event loop of its stream.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.suppression;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
