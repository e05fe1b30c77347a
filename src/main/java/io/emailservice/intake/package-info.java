/**
 * The door for send requests: decodes and checks the one JSON form that BullMQ jobs, HTTP bodies and bus bodies share.
 *
 * <p>Knows the contract of a send request and every rule of its fields; names all problems of a request at once. Doesn't
 * know where a request came from, what happens to it next, or who sends it. Pure and free of threads: callable from any
 * event loop.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.intake;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
