package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FormTest {
    @Test
    void roundTripsEveryCharacter() {
        StringBuilder all = new StringBuilder();
        for (int codePoint = 0; codePoint < 0x3000; codePoint++) {
            all.appendCodePoint(codePoint);
        }
        all.append("😀 %41 + & = a=b&c");

        assertThat(decoded(encoded("html", all.toString()))).isEqualTo("html=" + all);
    }

    @Test
    void escapesWhatAFormParserCutsAt() {
        assertThat(encoded("a&b", "1=2&3+4;5%6#7")).isEqualTo("a%26b=1%3D2%263%2B4%3B5%256%237");
    }

    @Test
    void writesAllBytesThatNeedEscapingAsThree() {
        assertThat(encoded("n", "<é>\r\n")).isEqualTo("n=%3C%C3%A9%3E%0D%0A");
    }

    @Test
    void replacesHalfACharacter() {
        assertThat(encoded("n", "a\uD83D")).isEqualTo("n=a?");
    }

    @Test
    void growsBeyondWhatWasExpected() {
        UrlEncodedForm form = new UrlEncodedForm(0);
        String large = "<ü>".repeat(50_000);
        form.field("a", large);
        form.field("b", "2");

        assertThat(decoded(form.end().toString())).isEqualTo("a=" + large + "&b=2");
    }

    @Test
    void keepsPartNamesAndFileNamesInTheirQuotes() {
        MultipartForm form = new MultipartForm(100);
        form.field("h:X\"\r\nEvil", "v");
        form.file("attachment", "Rechnung \"März\".pdf\r\nX: y", "application/pdf\r\nX: y", new byte[] {1});
        String body = form.end().toString();

        assertThat(body)
                .contains("name=\"h:X%22  Evil\"\r\n\r\nv\r\n")
                .contains(
                        "; filename=\"Rechnung %22März%22.pdf  X: y\"\r\nContent-Type: application/pdf  X: y\r\n\r\n\u0001\r\n");
        String boundary = form.contentType().substring("multipart/form-data; boundary=".length());
        assertThat(body).startsWith("--" + boundary + "\r\n").endsWith("\r\n--" + boundary + "--\r\n");
    }

    @Test
    void usesANewBoundaryEachTime() {
        assertThat(new MultipartForm(1).contentType()).isNotEqualTo(new MultipartForm(1).contentType());
    }

    private static String encoded(String name, String value) {
        UrlEncodedForm form = new UrlEncodedForm(16);
        form.field(name, value);
        assertThat(form.contentType()).isEqualTo("application/x-www-form-urlencoded");
        return form.end().toString();
    }

    private static String decoded(String form) {
        return URLDecoder.decode(form, StandardCharsets.UTF_8);
    }
}
