package io.emailservice.render;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** Every helper a template can call, by name; docs/templates.md explains them to authors. */
final class Helpers {
    private Helpers() {}

    /** The whole set. With {@code strict}, a missing first argument of a helper that prints it fails the message. */
    static Map<String, Helper<Object>> all(boolean strict) {
        Map<String, Helper<Object>> all = new LinkedHashMap<>();
        all.put("if", Blocks::when);
        all.put("unless", Blocks::unless);
        all.put("with", Blocks::with);
        all.put("each", Blocks::each);
        all.put("lookup", Blocks::lookup);
        all.put("eq", test(arguments -> Values.same(arguments.first(), arguments.at(1))));
        all.put("ne", test(arguments -> !Values.same(arguments.first(), arguments.at(1))));
        all.put("gt", order(order -> order > 0));
        all.put("gte", order(order -> order >= 0));
        all.put("lt", order(order -> order < 0));
        all.put("lte", order(order -> order <= 0));
        all.put("and", test(arguments -> all(arguments, true)));
        all.put("or", test(arguments -> !all(arguments, false)));
        all.put("not", choice(1, arguments -> !Values.truthy(arguments.first())));
        all.put("default", Arguments.any(1, Helpers::firstTruthy));
        all.put("upper", Arguments.present(strict, arguments -> text(arguments).toUpperCase(locale(arguments))));
        all.put("lower", Arguments.present(strict, arguments -> text(arguments).toLowerCase(locale(arguments))));
        all.put("join", Arguments.present(strict, Helpers::join));
        all.put("len", Arguments.present(strict, Helpers::length));
        all.put("date", Arguments.present(strict, Formats::date));
        all.put("number", Arguments.present(strict, Formats::number));
        all.put("currency", Arguments.present(strict, Formats::currency));
        all.put("unsubscribeUrl", (none, options) -> Output.of(options.context).unsubscribeUrl());
        return all;
    }

    @FunctionalInterface
    private interface Test {
        boolean holds(Arguments arguments);
    }

    private static Helper<Object> test(Test test) {
        return choice(2, test);
    }

    /** As a block it chooses between body and else part; in line, or as an argument, it is true or false. */
    private static Helper<Object> choice(int atLeast, Test test) {
        return Arguments.any(atLeast, arguments -> {
            Options options = arguments.options();
            boolean holds = test.holds(arguments);
            return options.tagType.inline() ? (Object) holds : Blocks.choose(holds, options);
        });
    }

    /** Never holds where one side is missing. */
    private static Helper<Object> order(IntPredicate wanted) {
        return test(arguments -> {
            if (arguments.first() == null || arguments.at(1) == null) {
                return false;
            }
            Integer order = Values.compare(arguments.first(), arguments.at(1));
            if (order == null) {
                throw arguments.bad("can only compare two numbers or two texts");
            }
            return wanted.test(order);
        });
    }

    /** Whether all arguments are truthy, or, with {@code wanted} false, all are not. */
    private static boolean all(Arguments arguments, boolean wanted) {
        for (int i = 0; i < arguments.count(); i++) {
            if (Values.truthy(arguments.at(i)) != wanted) {
                return false;
            }
        }
        return true;
    }

    private static Object firstTruthy(Arguments arguments) {
        for (int i = 0; i < arguments.count(); i++) {
            Object value = arguments.at(i);
            if (value != null && (Values.truthy(value) || value instanceof Number || value instanceof Boolean)) {
                return value;
            }
        }
        return "";
    }

    private static Object join(Arguments arguments) {
        Object separator = arguments.at(1);
        return arguments.first() instanceof Collection<?> list
                ? Values.join(list, separator == null ? ", " : Values.text(separator))
                : text(arguments);
    }

    private static Object length(Arguments arguments) {
        Object value = arguments.first();
        if (value instanceof Collection<?> list) {
            return list.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : text(arguments).length();
    }

    private static String text(Arguments arguments) {
        return Values.text(arguments.first());
    }

    private static Locale locale(Arguments arguments) {
        return arguments.output().locale();
    }
}
