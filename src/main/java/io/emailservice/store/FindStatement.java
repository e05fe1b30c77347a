package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads messages by their idempotency keys. */
final class FindStatement implements BatchWriter.Statement<UUID, Optional<StoredMessage>> {
    private static final String FIND = "SELECT k.key, " + StoredRows.COLUMNS
            + " FROM message_key k JOIN message m ON m.id = k.message_id WHERE k.key = ANY($1::uuid[])";

    private final Pool pool;

    FindStatement(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<List<@Nullable Optional<StoredMessage>>> run(List<UUID> keys) {
        return pool.preparedQuery(FIND)
                .execute(new Columns<>(keys).uuids(key -> key).tuple())
                .map(answer -> {
                    Map<UUID, StoredMessage> found = new HashMap<>();
                    answer.forEach(row -> found.put(row.getUUID("key"), StoredRows.read(row)));
                    return keys.stream()
                            .<@Nullable Optional<StoredMessage>>map(key -> Optional.ofNullable(found.get(key)))
                            .toList();
                });
    }
}
