package io.emailservice.message;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer JSON pointer (RFC 6901) of the field, empty for the whole document
 * @param rule what the field must be, in words a caller can act on; never contains the refused value
 */
public record Problem(String pointer, String rule) {
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "/" : pointer) + ": " + rule;
    }
}
