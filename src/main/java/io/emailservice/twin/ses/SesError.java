package io.emailservice.twin.ses;

/** A refusal that ends the reading of a request; carries what goes into the answer, and no stack. */
final class SesError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    SesError(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    static SesError badRequest(String message) {
        return new SesError(400, "BadRequestException", message);
    }

    static SesError notFound(String message) {
        return new SesError(404, "NotFoundException", message);
    }

    static SesError rejected(String message) {
        return new SesError(400, "MessageRejected", message);
    }

    static SesError unreadable(String message) {
        return new SesError(400, "SerializationException", message);
    }

    static SesError throttled(String message) {
        return new SesError(400, "ThrottlingException", message);
    }

    static SesError forbidden(String type, String message) {
        return new SesError(403, type, message);
    }

    static void check(boolean condition, String message) {
        if (!condition) {
            throw badRequest(message);
        }
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
