package io.emailservice.twin.ses;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an {@code Authorization} header of AWS Signature Version 4.
 *
 * @param scope date, region, service and {@code aws4_request}, with slashes
 */
record Signature(
        String accessKeyId,
        String scope,
        String date,
        String region,
        String service,
        List<String> signedHeaders,
        String signature) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final int CREDENTIAL_PARTS = 5;
    private static final int SIGNATURE_DIGITS = 64;

    /** Refuses a header that isn't of the form. */
    static Signature parse(String header) {
        if (!header.startsWith(ALGORITHM + " ")) {
            throw incomplete("Authorization header requires the algorithm " + ALGORITHM + ".");
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : header.substring(ALGORITHM.length()).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        List<String> credential = List.of(part(parts, "Credential").split("/", -1));
        String signature = part(parts, "Signature");
        List<String> signedHeaders = List.of(part(parts, "SignedHeaders").split(";", -1));
        if (credential.size() != CREDENTIAL_PARTS || !credential.get(4).equals("aws4_request")) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, the last aws4_request.");
        }
        if (signature.length() != SIGNATURE_DIGITS) {
            throw incomplete("Signature must be 64 hex digits.");
        }
        return new Signature(
                credential.get(0),
                String.join("/", credential.subList(1, CREDENTIAL_PARTS)),
                credential.get(1),
                credential.get(2),
                credential.get(3),
                signedHeaders,
                signature);
    }

    private static String part(Map<String, String> parts, String name) {
        String value = parts.get(name);
        if (value == null) {
            throw incomplete("Authorization header requires '" + name + "' parameter.");
        }
        return value;
    }

    private static SesError incomplete(String message) {
        return SesError.forbidden("IncompleteSignatureException", message);
    }
}
