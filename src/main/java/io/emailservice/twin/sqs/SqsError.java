package io.emailservice.twin.sqs;

/** A refusal that ends the reading of a request or of one entry of a batch; carries no stack. */
public final class SqsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String queryCode;

    private SqsError(String type, String queryCode, String message) {
        super(message, null, false, false);
        this.type = type;
        this.queryCode = queryCode;
    }

    /** An error of the JSON protocol; {@code queryCode} is its older name, which clients of that time still look for. */
    static SqsError of(String type, String queryCode, String message) {
        return new SqsError(type, queryCode, message);
    }

    static SqsError noQueue() {
        return of(
                "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
    }

    static SqsError invalid(String message) {
        return of("InvalidParameterValue", "InvalidParameterValue", message);
    }

    static SqsError missing(String name) {
        return of("MissingParameter", "MissingParameter", "The request must contain the parameter " + name + ".");
    }

    static SqsError badHandle(String handle) {
        return of(
                "ReceiptHandleIsInvalid",
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
    }

    static void check(boolean condition, String message) {
        if (!condition) {
            throw invalid(message);
        }
    }

    String type() {
        return type;
    }

    String queryCode() {
        return queryCode;
    }

    /** What is wrong, in words for a client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
