package io.emailservice.provider.ses;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sesv2.SesV2AsyncClient;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.ListSuppressedDestinationsRequest;
import software.amazon.awssdk.services.sesv2.model.ListSuppressedDestinationsResponse;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestinationSummary;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/** The account's list of one region. A round after the first asks only for what is new. */
final class SesSuppressionList implements SuppressionLists, SuppressionList {
    private static final Logger LOG = LoggerFactory.getLogger(SesSuppressionList.class);
    private static final int PAGE = 1_000;

    private final Vertx vertx;
    private final SesV2AsyncClient client;
    private final Clock clock;

    SesSuppressionList(Vertx vertx, SesV2AsyncClient client, Clock clock) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public List<SuppressionList> all() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public boolean takes(SuppressionReason reason) {
        return reason == SuppressionReason.HARD_BOUNCE || reason == SuppressionReason.COMPLAINT;
    }

    /** There is no call for many. */
    @Override
    public int batch() {
        return 1;
    }

    @Override
    public Future<SuppressionPage> read(String cursor) {
        ListCursor from = ListCursor.of(cursor, clock.instant());
        return page(from)
                .recover(failure -> failure instanceof BadRequestException && from.token() != null
                        // Tokens don't live for ever: the same round once more from its beginning.
                        ? page(from.again())
                        : Future.failedFuture(failure))
                .recover(SesSuppressionList::withoutAddress);
    }

    @Override
    public Future<Void> add(List<Suppression> suppressions) {
        Future<Void> added = Future.succeededFuture();
        for (Suppression one : suppressions) {
            added = added.compose(done -> here(client.putSuppressedDestination(put -> put.emailAddress(one.address())
                            .reason(
                                    one.reason() == SuppressionReason.COMPLAINT
                                            ? SuppressionListReason.COMPLAINT
                                            : SuppressionListReason.BOUNCE)))
                    .<Void>mapEmpty()
                    .recover(SesSuppressionList::leaveOut));
        }
        return added;
    }

    @Override
    public Future<Void> remove(String address) {
        return here(client.deleteSuppressedDestination(delete -> delete.emailAddress(address)))
                .<Void>mapEmpty()
                .recover(
                        failure -> failure instanceof NotFoundException ? Future.succeededFuture() : leaveOut(failure));
    }

    @Override
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    client.close();
                    return null;
                },
                false);
    }

    private Future<SuppressionPage> page(ListCursor from) {
        ListSuppressedDestinationsRequest.Builder request =
                ListSuppressedDestinationsRequest.builder().pageSize(PAGE).nextToken(from.token());
        if (from.since() != null) {
            request.startDate(from.since());
        }
        return here(client.listSuppressedDestinations(request.build())).map(answer -> page(from, answer));
    }

    private SuppressionPage page(ListCursor from, ListSuppressedDestinationsResponse answer) {
        List<Suppression> found = answer.suppressedDestinationSummaries().stream()
                .map(this::suppression)
                .toList();
        String token = answer.nextToken();
        return token == null
                ? new SuppressionPage(found, from.nextRound().text(), true)
                : new SuppressionPage(found, from.behind(token).text(), false);
    }

    private Suppression suppression(SuppressedDestinationSummary one) {
        boolean complaint = one.reason() == SuppressionListReason.COMPLAINT;
        Instant since = one.lastUpdateTime() == null ? clock.instant() : one.lastUpdateTime();
        return new Suppression(
                one.emailAddress(),
                Suppression.EVERY_STREAM,
                complaint ? SuppressionReason.COMPLAINT : SuppressionReason.HARD_BOUNCE,
                "ses",
                since,
                null);
    }

    /** An address that SES won't have would keep all others waiting. */
    private static Future<Void> leaveOut(Throwable failure) {
        if (failure instanceof BadRequestException) {
            LOG.warn("event=suppression_refused list=account");
            return Future.succeededFuture();
        }
        return withoutAddress(failure);
    }

    /** What SES says may quote the address, and what fails here goes into the log. */
    private static <T> Future<T> withoutAddress(Throwable failure) {
        return Future.failedFuture(
                "SES's suppression list: " + failure.getClass().getSimpleName());
    }

    /** The SDK answers on a thread of its own. */
    private <T> Future<T> here(CompletionStage<T> call) {
        return Future.fromCompletionStage(call, vertx.getOrCreateContext()).recover(SesSuppressionList::unwrapped);
    }

    private static <T> Future<T> unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        return Future.failedFuture(wrapped ? failure.getCause() : failure);
    }
}
