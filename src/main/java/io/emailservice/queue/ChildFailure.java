package io.emailservice.queue;

/** What a job that failed for good means to its parent, with BullMQ's short name of the option. */
public enum ChildFailure {
    /** The parent waits on, until the child is retried or removed. */
    KEEP_WAITING(""),
    /** The parent fails, too. */
    FAIL_PARENT("fpof"),
    /** The parent goes on at once, even if other children are pending, and finds the reason among its children's. */
    CONTINUE_PARENT("cpof"),
    /** The parent no longer waits for the child, and finds the reason among its children's. */
    IGNORE("idof"),
    /** The parent no longer waits for the child. */
    REMOVE("rdof");

    private final String option;

    ChildFailure(String option) {
        this.option = option;
    }

    /** The member of options and of {@code parent} that is true; empty for none. */
    String option() {
        return option;
    }

    /** The value with that option; {@code KEEP_WAITING} for another. */
    static ChildFailure ofOption(String option) {
        return switch (option) {
            case "fpof" -> FAIL_PARENT;
            case "cpof" -> CONTINUE_PARENT;
            case "idof" -> IGNORE;
            case "rdof" -> REMOVE;
            default -> KEEP_WAITING;
        };
    }
}
