package io.emailservice.queue;

import java.util.List;

/** The ids of a flow that was added, in its shape. */
public record AddedFlow(String queue, String id, List<AddedFlow> children) {
    public AddedFlow {
        children = List.copyOf(children);
    }
}
