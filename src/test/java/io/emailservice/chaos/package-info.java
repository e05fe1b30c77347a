/**
 * Rounds of chaos against several processes of the service: everything is killed, frozen or cut off while requests come in,
 * and then the record of the twin says whether something was lost or sent twice. Knows the service from outside only: its
 * configuration, its entrances, its tables and its jobs in Redis.
 */
@NullMarked
package io.emailservice.chaos;

import org.jspecify.annotations.NullMarked;
