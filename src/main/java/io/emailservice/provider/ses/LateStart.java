package io.emailservice.provider.ses;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Stops a call that is about to leave long after it began, because the process slept in between: whoever waits for the
 * message may have taken it for dead. Nothing has left yet. Runs on whatever thread the SDK chooses.
 */
final class LateStart implements ExecutionInterceptor {
    /** How the failure is known again. */
    static final String TEXT = "the call was about to leave too late";

    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("EmailServiceBegan");

    private final Duration most;

    LateStart(Duration most) {
        this.most = most;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Long began = attributes.getAttribute(BEGAN);
        if (began != null && System.nanoTime() - began > most.toNanos()) {
            throw SdkClientException.create(TEXT);
        }
    }
}
