package io.emailservice.service;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a request together again from the parts in which it is stored. Pure. */
final class StoredRequest {
    private StoredRequest() {}

    /**
     * The whole request, as a job carries it.
     *
     * @param document which leaves out the others
     */
    static JsonObject of(String document, @Nullable Content content, List<Attachment> attachments) {
        JsonObject request = new JsonObject(document);
        if (content != null) {
            request.put(
                    "content",
                    new JsonObject()
                            .put("subject", content.subject())
                            .put("html", content.html())
                            .put("text", content.text()));
        }
        if (!attachments.isEmpty()) {
            JsonArray files = new JsonArray();
            attachments.forEach(attachment -> files.add(new JsonObject()
                    .put("filename", attachment.filename())
                    .put("contentType", attachment.contentType())
                    .put("content", attachment.base64())));
            request.put("attachments", files);
        }
        return request;
    }
}
