package io.emailservice.queue;

import java.util.regex.Pattern;

/** Where Redis is: {@code redis://[user:password@]host[:port][/db]}, or {@code rediss} for TLS; prints no credentials. */
public record RedisUrl(String value) {
    private static final Pattern FORM = Pattern.compile("rediss?://[^\\s]+");
    private static final Pattern CREDENTIALS = Pattern.compile("//[^@/]*@");

    boolean isValid() {
        return FORM.matcher(value).matches();
    }

    @Override
    public String toString() {
        return CREDENTIALS.matcher(value).replaceFirst("//***@").replaceFirst("\\?.*", "");
    }
}
