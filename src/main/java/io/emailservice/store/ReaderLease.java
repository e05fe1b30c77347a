package io.emailservice.store;

import java.time.Duration;
import java.util.UUID;

/**
 * The right to read the event log for one part of a reader.
 *
 * @param reader whose cursor is moved
 * @param part from 0
 * @param parts into how many the reader is divided
 * @param owner made for each claim, so that nothing late from an earlier one counts
 * @param length how long it holds without being renewed
 */
public record ReaderLease(String reader, int part, int parts, UUID owner, Duration length) {}
