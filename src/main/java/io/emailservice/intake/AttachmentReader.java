package io.emailservice.intake;

import io.emailservice.message.Attachment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads attachments. Their base64 is checked character by character and never decoded: it is sent as it came. */
final class AttachmentReader {
    private static final int MAX_FILENAME = 255;
    private static final int MAX_MEDIA_TYPE = 255;
    private static final String ANY_BYTES = "application/octet-stream";

    private final Cursor cursor;
    private final IntakeLimits limits;
    private long bytes;

    AttachmentReader(Cursor cursor, IntakeLimits limits) {
        this.cursor = cursor;
        this.limits = limits;
    }

    List<Attachment> attachments() throws IOException {
        if (!cursor.entersList()) {
            return List.of();
        }
        List<Attachment> all = new ArrayList<>();
        while (cursor.nextItem()) {
            @Nullable Attachment one = attachment();
            if (one != null && all.size() <= limits.attachments()) {
                all.add(one);
            }
        }
        if (all.size() > limits.attachments()) {
            cursor.problem("must have at most " + limits.attachments() + " files");
        }
        if (bytes > limits.attachmentBytes()) {
            cursor.problem("must have at most " + limits.attachmentBytes() + " bytes together when decoded");
        }
        return List.copyOf(all);
    }

    private @Nullable Attachment attachment() throws IOException {
        if (!cursor.entersObject()) {
            return null;
        }
        boolean gaveFilename = false;
        boolean gaveContent = false;
        @Nullable String filename = null;
        @Nullable String type = null;
        @Nullable String base64 = null;
        for (String field = cursor.nextField(); field != null; field = cursor.nextField()) {
            switch (field) {
                case "filename" -> {
                    gaveFilename = !cursor.isNull();
                    filename = filename();
                }
                case "contentType" -> type = mediaType();
                case "content" -> {
                    gaveContent = !cursor.isNull();
                    base64 = base64();
                }
                default -> cursor.unknownField();
            }
        }
        if (!gaveFilename) {
            cursor.missing("filename");
        }
        if (!gaveContent) {
            cursor.missing("content");
        }
        return filename == null || base64 == null
                ? null
                : new Attachment(filename, type == null ? ANY_BYTES : type, base64);
    }

    private @Nullable String filename() throws IOException {
        @Nullable String name = cursor.line(MAX_FILENAME);
        if (name == null) {
            return null;
        }
        boolean path = name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.equals(".") || name.equals("..");
        if (path || name.indexOf('"') >= 0) {
            cursor.problem("must be a file name without path and quotes");
        }
        return name;
    }

    private @Nullable String mediaType() throws IOException {
        @Nullable String type = cursor.line(MAX_MEDIA_TYPE);
        if (type != null && !Texts.isMediaType(type)) {
            cursor.problem("must be a media type such as application/pdf");
        }
        return type;
    }

    private @Nullable String base64() throws IOException {
        @Nullable String text = cursor.textOrEmpty(Integer.MAX_VALUE);
        if (text == null) {
            return null;
        }
        long decoded = Base64Text.decodedLength(text);
        if (decoded < 0) {
            cursor.problem("must be standard base64 with padding and without line breaks");
            return null;
        }
        bytes += decoded;
        return text;
    }
}
