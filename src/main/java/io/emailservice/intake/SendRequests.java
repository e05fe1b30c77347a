package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.Decoded;
import io.emailservice.message.Problem;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the JSON of a send request into a checked {@link SendRequest}, or into the list of everything that is wrong with
 * it. Never throws on any input and never repeats a refused value. Stateless; safe from any thread.
 */
public final class SendRequests {
    static final JsonFactory JSON = new JsonFactoryBuilder()
            // Names in data are the caller's: interning them would grow a table of the whole process.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(200)
                    .maxNumberLength(100)
                    .maxNameLength(500)
                    .build())
            .build();

    private final IntakeConfig config;

    public SendRequests(IntakeConfig config) {
        this.config = config;
    }

    /** Decodes the UTF-8 JSON of one request; its document leaves out content and attachment bytes. */
    public Decoded decode(byte[] json, IntakeDefaults defaults) {
        int limit = config.limits().requestBytes();
        if (json.length > limit) {
            return invalid("must have at most " + limit + " bytes");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            return decode(parser, new RequestReader(parser, config, defaults), null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Rebuilds a request from what was stored of it, by today's rules and limits.
     *
     * @param document of the {@link Submission}
     * @param content inline sources, kept apart from the document, or null if it names a template
     * @param attachments kept apart as well; they take the place of the names in the document
     */
    public Decoded decodeStored(String document, @Nullable Content content, List<Attachment> attachments) {
        IntakeDefaults none = new IntakeDefaults(IntakeDefaults.TENANT, Stream.BULK, "none");
        try (JsonParser parser = JSON.createParser(document)) {
            RequestReader reader = new RequestReader(parser, config, none);
            reader.complete(content, attachments);
            return decode(parser, reader, document);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Decoded decode(JsonParser parser, RequestReader reader, @Nullable String document) {
        try {
            @Nullable SendRequest request = reader.read();
            if (request != null) {
                String kept = document == null ? Documents.write(request) : document;
                return new Decoded.Valid(new Submission(request, kept));
            }
        } catch (StreamConstraintsException tooBig) {
            reader.stop("is nested too deeply, or has a name or number that is too long");
        } catch (JsonProcessingException malformed) {
            reader.stop("is not well-formed JSON; the error is near byte "
                    + parser.currentLocation().getByteOffset());
        } catch (IOException malformed) {
            reader.stop("is not JSON in UTF-8");
        }
        return new Decoded.Invalid(reader.problems());
    }

    private static Decoded invalid(String rule) {
        return new Decoded.Invalid(List.of(new Problem("", rule)));
    }
}
