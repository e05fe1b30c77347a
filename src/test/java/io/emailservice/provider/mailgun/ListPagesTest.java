package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListPagesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PATH = "/v3/mail.example.com/bounces";

    private final ListPages bounces = pages(PATH, SuppressionReason.HARD_BOUNCE);

    @Test
    void readsItemsAndTheNextPage() {
        SuppressionPage page = bounces.read(Buffer.buffer("""
                {"items": [{"address": "a@x.example", "code": "550", "error": "no", "created_at": "Sun, 01 Feb 2026 10:00:00 UTC"},
                           {"address": "b@x.example"}],
                 "paging": {"next": "https://api.mailgun.net/v3/mail.example.com/bounces?page=next&address=b%40x.example&limit=300"}}
                """));

        assertThat(page)
                .isEqualTo(new SuppressionPage(
                        List.of(
                                suppression("a@x.example", Instant.parse("2026-02-01T10:00:00Z")),
                                suppression("b@x.example", NOW)),
                        PATH + "?page=next&address=b%40x.example&limit=300",
                        false));
        assertThat(bounces.checked(page.next())).isEqualTo(page.next());
    }

    @Test
    void anEmptyPageIsTheEndAndBeginsAnew() {
        assertThat(bounces.read(Buffer.buffer("{\"items\": [], \"paging\": {}}")))
                .isEqualTo(new SuppressionPage(List.of(), "", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.mailgun.net.evil.example/v3/mail.example.com/bounces?page=next",
                "https://api.mailgun.net@evil.example/v3/mail.example.com/bounces?page=next",
                "https://user@api.mailgun.net/v3/mail.example.com/bounces?page=next",
                "https://api.mailgun.net:444/v3/mail.example.com/bounces?page=next",
                "https://api.mailgun.net/v3/other.example.com/bounces?page=next",
                "https://api.mailgun.net/v3/mail.example.com/bounces/../complaints?page=next",
                "/v3/mail.example.com/bounces?page=next",
                "not a url",
                ""
            })
    void neverFollowsAnAddressElsewhere(String next) {
        Buffer body = Buffer.buffer(
                "{\"items\": [{\"address\": \"a@x.example\"}], \"paging\": {\"next\": \"" + next + "\"}}");

        assertThatThrownBy(() -> bounces.read(body)).isInstanceOf(MailgunList.ListFailed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/v3/other.example.com/bounces?page=next", "https://evil.example/"})
    void aCursorThatLeadsElsewhereBeginsAnew(String cursor) {
        assertThat(bounces.checked(cursor)).isEqualTo(bounces.first());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"items\": 1}", "{\"items\": [1]}", "{\"items\": [{\"address\": 1}]}"})
    void refusesWhatIsNoPage(String body) {
        assertThatThrownBy(() -> bounces.read(Buffer.buffer(body))).isInstanceOf(MailgunList.ListFailed.class);
    }

    @Test
    void takesOnlyUnsubscribesFromAllMail() {
        ListPages unsubscribes = pages("/v3/mail.example.com/unsubscribes", SuppressionReason.UNSUBSCRIBE);
        String items = """
                {"address": "all@x.example", "tags": ["*"]}, {"address": "old@x.example", "tag": "*"},
                {"address": "both@x.example", "tags": ["news", "*"]}, {"address": "bare@x.example"},
                {"address": "one@x.example", "tags": ["news"]}, {"address": "none@x.example", "tag": "news"}
                """;
        SuppressionPage page = unsubscribes.read(Buffer.buffer("{\"items\": [" + items
                + "], \"paging\": {\"next\": \"https://api.mailgun.net/v3/mail.example.com/unsubscribes?a=1\"}}"));

        assertThat(page.suppressions())
                .extracting(Suppression::address)
                .containsExactly("all@x.example", "old@x.example", "both@x.example", "bare@x.example");
    }

    private static ListPages pages(String path, SuppressionReason reason) {
        return new ListPages(URI.create("https://api.mailgun.net"), path, reason, NOW);
    }

    private static Suppression suppression(String address, Instant since) {
        return new Suppression(address, "*", SuppressionReason.HARD_BOUNCE, "mailgun", since, null);
    }
}
