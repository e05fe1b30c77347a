package io.emailservice.template;

import io.emailservice.message.Failure;
import io.emailservice.message.Sources;

/** The answer to "which sources does this request mean?". */
public sealed interface Resolution {
    /** These. */
    record Found(Sources sources) implements Resolution {}

    /** None: class {@code content}, and trying again won't help. */
    record Refused(Failure failure) implements Resolution {}
}
