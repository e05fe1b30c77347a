package io.emailservice.twin.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks a body that came with {@code Content-Encoding: gzip}. */
public final class Gzip {
    private Gzip() {}

    /**
     * The unpacked bytes, or null if there are more than {@code limit}.
     *
     * @throws MalformedBody if it isn't gzip
     */
    public static byte @Nullable [] unpack(byte[] packed, int limit) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(limit + 1);
            return unpacked.length > limit ? null : unpacked;
        } catch (IOException broken) {
            throw new MalformedBody("the body is not valid gzip");
        }
    }
}
