package io.emailservice.template;

import io.emailservice.message.Content;
import java.util.Set;

/** Which stored templates a source uses as partials. */
@FunctionalInterface
public interface PartialNames {
    /** The names in all {@code {{> name}}} of the parts, empty in the common case. Called for every inline message. */
    Set<String> in(Content content);
}
