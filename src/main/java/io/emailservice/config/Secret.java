package io.emailservice.config;

/** A secret value that doesn't print itself. */
public record Secret(String value) {
    @Override
    public String toString() {
        return value.isEmpty() ? "(unset)" : "***";
    }
}
