package io.emailservice.service;

import io.emailservice.delivery.Links;
import io.emailservice.store.Messages;
import java.util.function.UnaryOperator;

/**
 * What the delivery works with, each as the service made it or with something around it: tests take parts away to see
 * that others notice.
 */
record ServiceParts(UnaryOperator<Messages> messages, UnaryOperator<Links> links) {
    /** As the service made them. */
    static final ServiceParts WHOLE = new ServiceParts(UnaryOperator.identity(), UnaryOperator.identity());
}
