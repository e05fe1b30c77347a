package io.emailservice.render;

import com.github.jknack.handlebars.Formatter;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How values of JSON are printed, tested and compared. */
final class Values {
    private static final double EXACT = 1L << 53;

    private Values() {}

    static Object format(Object value, Formatter.Chain next) {
        return value instanceof String ? value : text(value);
    }

    /** Numbers without an exponent, lists with commas, and nothing for a map: what JavaScript prints there is noise. */
    static String text(@Nullable Object value) {
        if (value == null || value instanceof Map) {
            return "";
        }
        if (value instanceof Number number) {
            return text(number);
        }
        if (value instanceof Collection<?> list) {
            return join(list, ",");
        }
        return value.toString();
    }

    static String join(Collection<?> list, String separator) {
        StringBuilder joined = new StringBuilder();
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            joined.append(text(items.next()));
            if (items.hasNext()) {
                joined.append(separator);
            }
        }
        return joined.toString();
    }

    private static String text(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return number.toString();
        }
        double approximate = number.doubleValue();
        if (number instanceof Double && approximate == Math.rint(approximate) && Math.abs(approximate) < EXACT) {
            return Long.toString((long) approximate);
        }
        BigDecimal exact = decimal(number);
        return exact == null ? number.toString() : exact.stripTrailingZeros().toPlainString();
    }

    /** The number, also when it came as a text; null if it is none, or one that would fill a page. */
    static @Nullable BigDecimal decimal(@Nullable Object value) {
        try {
            if (value instanceof Number || value instanceof String) {
                BigDecimal exact = new BigDecimal(value.toString().trim());
                boolean sane = Math.abs((long) exact.scale()) < 400 && exact.precision() < 400;
                return sane ? exact : null;
            }
        } catch (NumberFormatException notANumber) {
            return null;
        }
        return null;
    }

    /** False for null, false, zero, the empty text and the empty list. */
    static boolean truthy(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof CharSequence text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        return !(value instanceof Number number) || number.doubleValue() != 0;
    }

    /** Numbers by value, everything else by equality of the same kind: the text "1" is not the number 1. */
    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number && right instanceof Number) {
            BigDecimal a = decimal(left);
            BigDecimal b = decimal(right);
            return a != null && b != null && a.compareTo(b) == 0;
        }
        return Objects.equals(left, right);
    }

    /** Negative, zero or positive for two numbers or two texts; null if the two can't be compared. */
    static @Nullable Integer compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        BigDecimal a = decimal(left);
        BigDecimal b = decimal(right);
        return a == null || b == null ? null : (Integer) a.compareTo(b);
    }
}
