package io.emailservice.twin.ledger;

/**
 * The provider message ids that a stand-in makes itself. They follow from the number and the time of an acceptance, so
 * the record needn't keep them.
 */
public interface ProviderIds {
    /** The id of an acceptance; {@code account} is the stand-in's own number of a domain or account. */
    String make(int acceptance, long millis, int account);

    /** The number of the acceptance that may have this id, or -1; the caller compares. */
    int acceptanceOf(String id);
}
