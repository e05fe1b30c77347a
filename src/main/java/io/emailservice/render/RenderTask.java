package io.emailservice.render;

import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import java.util.UUID;

/** One message to render: which sources, with whose data. */
public record RenderTask(UUID messageId, SendRequest request, Sources sources) {}
