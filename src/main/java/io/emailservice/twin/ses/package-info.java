/**
 * The Amazon SES v2 stand-in: sending and the account.
 *
 * <p>Knows SES' JSON, its rules, errors, quotas and signatures. Doesn't know faults. Only on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.ses;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
