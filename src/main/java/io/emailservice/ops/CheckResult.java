package io.emailservice.ops;

/**
 * What a check found.
 *
 * @param reason for an operator; without addresses and secrets
 */
public record CheckResult(boolean ok, String reason) {
    public static final CheckResult OK = new CheckResult(true, "ok");

    public static CheckResult failed(String reason) {
        return new CheckResult(false, reason);
    }
}
