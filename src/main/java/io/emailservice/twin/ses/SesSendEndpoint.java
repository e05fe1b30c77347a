package io.emailservice.twin.ses;

import io.emailservice.twin.feedback.Acceptances;
import io.emailservice.twin.feedback.Letter;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.NewAcceptance;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.AddressList;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.MimeHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/email/outbound-emails}. */
final class SesSendEndpoint implements Endpoint {
    private static final List<String> RECIPIENT_LISTS = List.of("ToAddresses", "CcAddresses", "BccAddresses");
    private static final List<String> RECIPIENT_HEADERS = List.of("To", "Cc", "Bcc");
    private static final List<String> MESSAGE_ID_HEADERS = List.of("X-Email-Service-Message-Id", "X-Message-Id");
    private static final int MOST_RECIPIENTS = 50;
    private static final int LARGEST_MESSAGE = 40 * 1024 * 1024;

    private final SignatureCheck signatures;
    private final SendQuota quota;
    private final SesAnswers answers;
    private final Ledger ledger;
    private final Acceptances acceptances;
    private final String region;
    private final Set<String> configurationSets;
    private final Set<String> templates;
    private final Set<String> identities;

    SesSendEndpoint(
            SesConfig config,
            SignatureCheck signatures,
            SendQuota quota,
            SesAnswers answers,
            Ledger ledger,
            Acceptances acceptances) {
        this.signatures = signatures;
        this.quota = quota;
        this.answers = answers;
        this.ledger = ledger;
        this.acceptances = acceptances;
        this.region = config.region();
        this.configurationSets = Set.copyOf(config.configurationSets());
        this.templates = Set.copyOf(config.templates());
        this.identities = Set.copyOf(config.identities());
    }

    @Override
    public Kind kind() {
        return Kind.SEND;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        try {
            signatures.check(request, body);
            return accept(SesFields.parse(body), body);
        } catch (SesError error) {
            return answers.error(error);
        }
    }

    private Answer accept(SesFields request, byte[] body) {
        SesContent content = SesContent.of(request, templates);
        checkFrom(request, content);
        List<String> recipients = recipients(request, content);
        checkSet(request, content.headers());
        SesTags tags = SesTags.of(request, content.headers());
        SesError.check(
                content.size() <= LARGEST_MESSAGE,
                "Message length is more than " + LARGEST_MESSAGE + " bytes long: '" + content.size() + "'.");
        if (!ledger.hasRoom()) {
            throw new SesError(
                    503, "ServiceUnavailableException", "the record of the twin is full; DELETE /twin empties it");
        }
        quota.take(recipients.size());
        NewAcceptance acceptance = new NewAcceptance(
                Source.SES, 0, messageId(tags, content.headers()), null, recipients, tags.attributes(), body.length);
        int number = ledger.accept(acceptance, Answer.JSON, body);
        acceptances.accepted(number, () -> letter(request, content));
        return answers.ok("{\"MessageId\":\"" + ledger.providerIdOf(number) + "\"}", number);
    }

    private static Letter letter(SesFields request, SesContent content) {
        if (content.raw()) {
            return Letter.of(content.headers());
        }
        MimeHeaders headers = new MimeHeaders();
        headers.add("From", Objects.requireNonNullElse(request.text("FromEmailAddress"), ""));
        headers.add("To", String.join(", ", request.object("Destination").texts("ToAddresses")));
        String subject =
                request.object("Content").object("Simple").object("Subject").text("Data");
        headers.add("Subject", Objects.requireNonNullElse(subject, ""));
        headers.add("MIME-Version", "1.0");
        content.headers().forEach(headers::add);
        return Letter.of(headers);
    }

    private void checkFrom(SesFields request, SesContent content) {
        String from = request.text("FromEmailAddress");
        if (from == null && content.raw()) {
            from = content.headers().first("From");
        }
        if (from == null || from.isEmpty()) {
            throw SesError.badRequest("Missing required header 'From'.");
        }
        String address = addresses(from).get(0);
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        if (!identities.isEmpty() && !identities.contains(address) && !identities.contains(domain)) {
            throw SesError.rejected(
                    "Email address is not verified. The following identities failed the check in region "
                            + region.toUpperCase(Locale.ROOT) + ": " + from);
        }
    }

    private static List<String> recipients(SesFields request, SesContent content) {
        List<String> recipients = new ArrayList<>();
        SesFields destination = request.object("Destination");
        for (String list : RECIPIENT_LISTS) {
            destination.texts(list).forEach(address -> recipients.addAll(addresses(address)));
        }
        if (recipients.isEmpty() && content.raw()) {
            for (String header : RECIPIENT_HEADERS) {
                content.headers().all(header).forEach(value -> recipients.addAll(addresses(value)));
            }
        }
        SesError.check(!recipients.isEmpty(), "No recipients specified.");
        SesError.check(recipients.size() <= MOST_RECIPIENTS, "Recipient count exceeds " + MOST_RECIPIENTS + ".");
        return recipients;
    }

    private void checkSet(SesFields request, MimeHeaders headers) {
        String set = request.text("ConfigurationSetName");
        set = set != null ? set : headers.first("X-SES-CONFIGURATION-SET");
        if (set != null && !configurationSets.contains(set)) {
            throw SesError.notFound("Configuration set <" + set + "> does not exist.");
        }
    }

    private static @Nullable String messageId(SesTags tags, MimeHeaders headers) {
        return tags.messageId() != null
                ? tags.messageId()
                : MESSAGE_ID_HEADERS.stream()
                        .map(headers::first)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static List<String> addresses(String text) {
        SesError.check(text.indexOf('@') >= 0, "Missing final '@domain'");
        List<String> addresses = AddressList.parse(text);
        if (addresses == null) {
            throw SesError.badRequest("Illegal address");
        }
        for (String address : addresses) {
            SesError.check(
                    StandardCharsets.US_ASCII.newEncoder().canEncode(address),
                    "Local address contains control or whitespace");
        }
        return addresses;
    }
}
