package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailgunSendIT {
    private static TwinClient twin;

    @BeforeAll
    static void start() {
        twin = TwinClient.start();
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @Test
    void queuesAMessageUnderAnIdOfMailgunsForm() {
        HttpResponse<String> answer =
                twin.sendForm("from", "Ann <a@example.com>", "to", "bo@example.com", "subject", "Hi", "text", "Hello");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(TwinClient.json(answer).get("id").asText()).matches("<\\d{14}\\.[0-9a-f]{16}@mail\\.example\\.com>");
        assertThat(TwinClient.json(answer).get("message").asText()).isEqualTo("Queued. Thank you.");
    }

    @Test
    void takesTheMessageIdThatTheSenderChose() {
        HttpResponse<String> answer = twin.sendForm(
                "from",
                "a@example.com",
                "to",
                "b@example.com",
                "subject",
                "Hi",
                "html",
                "<p>",
                "h:Message-Id",
                "<mine@example.com>");

        assertThat(TwinClient.json(answer).get("id").asText()).isEqualTo("<mine@example.com>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            to=b@x.y&subject=s&text=t                      | from parameter is missing
            from=a@x.y&subject=s&text=t                    | to parameter is missing
            from=a@x.y&to=b@x.y&text=t                     | subject parameter is missing
            from=a@x.y&to=b@x.y&subject=s                  | Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified
            from=a@x.y&to=b@x.y&subject=s&text=            | Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified
            from=a@x.y&to=b@x.y&subject=s&html=h&template=t | Only one parameters 'html' or 'template' is allowed
            from=a@x.y&to=nobody&subject=s&text=t          | to parameter is not a valid address. please check documentation
            from=nobody&to=b@x.y&subject=s&text=t          | from parameter is not a valid address. please check documentation
            from=a@x.y&to=b@x.y&cc=c&subject=s&text=t      | cc parameter is not a valid address. please check documentation
            from=a@x.y&to=b@x.y&bcc=c&subject=s&text=t     | bcc parameter is not a valid address. please check documentation
            from=a@x.y&to=b@x.y&subject=s&text=t&recipient-variables=%7B | recipient-variables parameter is not a valid JSON
            """)
    void refusesABrokenFormWithMailgunsText(String form, String text) {
        HttpResponse<String> answer = twin.post("/v3/mail.example.com/messages", form);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TwinClient.json(answer).get("message").asText()).isEqualTo(text.replace("''", "'"));
    }

    @Test
    void refusesMoreThanAThousandRecipientsButDropsRepeatsFirst() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add("r" + i + "@example.com");
        }
        many.add("R0@example.com");
        HttpResponse<String> taken =
                twin.sendForm("from", "a@x.y", "to", String.join(", ", many), "subject", "s", "text", "t");
        many.add("r1000@example.com");
        HttpResponse<String> refused =
                twin.sendForm("from", "a@x.y", "to", String.join(",", many), "subject", "s", "text", "t");

        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Too many recipients, max is 1000");
    }

    @Test
    void refusesOptionsOfMoreThanSixteenKilobytes() {
        HttpResponse<String> answer = twin.sendForm(
                "from", "a@x.y", "to", "b@x.y", "subject", "s", "text", "t", "v:big", "x".repeat(16 * 1024));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total");
    }

    @Test
    void refusesAWrongKeyWithABareWord() {
        HttpResponse<String> answer = twin.send(twin.request("/v3/mail.example.com/messages")
                .header("Authorization", TwinClient.basic("wrong"))
                .POST(HttpRequest.BodyPublishers.ofString("from=a")));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("Forbidden");
    }

    @Test
    void doesNotKnowADomainOfSomebodyElse() {
        HttpResponse<String> answer = twin.post("/v3/other.example.com/messages", "from=a");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(TwinClient.json(answer).get("message").asText()).isEqualTo("Domain not found: other.example.com");
    }
}
