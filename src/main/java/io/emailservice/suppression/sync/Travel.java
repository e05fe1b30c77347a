package io.emailservice.suppression.sync;

import static io.emailservice.message.Suppression.EVERY_STREAM;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.emailservice.message.SuppressionReason;
import io.emailservice.suppression.AddressRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What travels between our suppressions and the lists of one account, and in which form. Pure. */
final class Travel {
    private static final String PULLED = "sync:";

    private final String source;
    private final List<String> tenants;
    private final String unsubscribeStream;
    private final AddressRules addresses;

    Travel(String account, SyncConfig.Account config, String unsubscribeStream, AddressRules addresses) {
        this.source = PULLED + account + '/';
        this.tenants = config.tenants();
        this.unsubscribeStream = unsubscribeStream;
        this.addresses = addresses;
    }

    /** What a list has, as we keep it. Addresses that we couldn't mail are left out. */
    List<Suppression> pulled(String list, List<Suppression> theirs) {
        List<Suppression> ours = new ArrayList<>(theirs.size());
        for (Suppression one : theirs) {
            @Nullable String address = addresses.normalise(one.address());
            if (address != null) {
                boolean unsubscribed = one.reason() == SuppressionReason.UNSUBSCRIBE;
                ours.add(new Suppression(
                        address,
                        unsubscribed ? unsubscribeStream : one.stream(),
                        one.reason(),
                        source + list,
                        one.createdAt(),
                        null));
            }
        }
        return ours;
    }

    /**
     * Ours that belong on a list. Not what came from this account, or the two would send each other the same for ever;
     * not what holds for a while or for one stream, as the list knows neither.
     */
    List<Share> pushed(ListedSuppressions list, List<SuppressionChange> changes) {
        return Share.cut(
                changes,
                list.batch(),
                change -> change.suppression().stream().equals(EVERY_STREAM)
                        && concerns(list, change)
                        && !change.suppression().source().startsWith(source));
    }

    /** Removals that a list should follow, one by one. An unsubscribe of theirs may hold for one stream of ours. */
    List<Share> lifted(ListedSuppressions list, List<SuppressionChange> removals) {
        return Share.cut(removals, 1, removal -> {
            Suppression one = removal.suppression();
            boolean pulled = one.reason() == SuppressionReason.UNSUBSCRIBE
                    && one.stream().equals(unsubscribeStream);
            return (pulled || one.stream().equals(EVERY_STREAM)) && concerns(list, removal);
        });
    }

    private boolean concerns(ListedSuppressions list, SuppressionChange change) {
        return tenants.contains(change.tenant())
                && change.suppression().expiresAt() == null
                && list.takes(change.suppression().reason());
    }

    /**
     * What one call is for.
     *
     * @param position behind the last change that was looked at for it
     */
    record Share(List<Suppression> suppressions, String position) {
        static List<Share> cut(List<SuppressionChange> changes, int most, Predicate<SuppressionChange> wanted) {
            List<Share> shares = new ArrayList<>();
            List<Suppression> begun = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                SuppressionChange change = changes.get(i);
                if (wanted.test(change)) {
                    begun.add(change.suppression());
                }
                if (begun.size() == most || i == changes.size() - 1) {
                    shares.add(new Share(List.copyOf(begun), change.position()));
                    begun.clear();
                }
            }
            return shares;
        }
    }
}
