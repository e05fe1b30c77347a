package io.emailservice.suppression;

import org.jspecify.annotations.Nullable;

/** Which addresses we take, the same as for recipients of messages. Pure. */
public interface AddressRules {
    /** The form under which a suppression is kept, or null if it isn't an address we could mail. */
    @Nullable
    String normalise(String address);

    /** What an address that was refused must be like, without repeating it. */
    String rule(String refused);
}
