package io.emailservice.queue;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time zones of cron patterns, by the names that Node.js takes: in any case, old abbreviations included. */
final class CronZone {
    private static final Pattern OFFSET = Pattern.compile("utc([+-]\\d{1,2})(?::(\\d{2}))?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> NAMES = names();

    private CronZone() {}

    /**
     * Finds a zone.
     *
     * @throws DateTimeException if there is no such zone
     */
    static ZoneId of(String name) {
        Matcher offset = OFFSET.matcher(name);
        if (offset.matches()) {
            int hours = Integer.parseInt(offset.group(1));
            int minutes = offset.group(2) == null ? 0 : Integer.parseInt(offset.group(2));
            return ZoneOffset.ofHoursMinutes(hours, name.contains("-") ? -minutes : minutes);
        }
        String known = NAMES.get(name);
        if (known == null) {
            throw new DateTimeException("unknown time zone " + name);
        }
        return ZoneId.of(known);
    }

    private static Map<String, String> names() {
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        names.putAll(ZoneId.SHORT_IDS);
        ZoneId.getAvailableZoneIds().forEach(id -> names.put(id, id));
        return names;
    }
}
