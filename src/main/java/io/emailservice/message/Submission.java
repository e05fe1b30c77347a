package io.emailservice.message;

/**
 * A decoded request together with the JSON that is stored for it.
 *
 * @param document the request as one JSON object without {@code content} and without attachment bytes; defaults applied
 */
public record Submission(SendRequest request, String document) {}
