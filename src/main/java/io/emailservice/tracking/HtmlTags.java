package io.emailservice.tracking;

import java.util.Arrays;
import java.util.Set;

/**
 * Steps through the tags of an HTML text as the tokenizer of the WHATWG HTML standard would find them (13.2.5, without
 * scripting): what looks like a tag in a comment, a doctype, an attribute value or in raw text (script, style, title,
 * textarea and the like) is none. Every position is an index into the text, so that whoever changes a value can copy
 * everything else as it is. One thread.
 */
final class HtmlTags {
    private static final Set<String> RAW_TEXT =
            Set.of("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext");
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int END = 4;
    private static final int FIELDS = 5;

    private final String html;
    private int at;
    private int tagStart;
    private int nameStart;
    private int nameEnd;
    private boolean endTag;
    private int[] attributes = new int[8 * FIELDS];
    private int attributeCount;

    HtmlTags(String html) {
        this.html = html;
    }

    /** Moves to the next complete tag; false if there is none. */
    boolean next() {
        while (true) {
            int open = html.indexOf('<', at);
            if (open < 0 || open + 1 >= html.length()) {
                return false;
            }
            char c = html.charAt(open + 1);
            if (isLetter(c)) {
                return tag(open, open + 1, false);
            }
            if (c == '/' && open + 2 < html.length() && isLetter(html.charAt(open + 2))) {
                return tag(open, open + 2, true);
            }
            at = switch (c) {
                case '!' -> afterDeclaration(open + 2);
                case '?' -> after(html.indexOf('>', open + 2), 1);
                case '/' -> after(html.indexOf('>', open + 2), 1);
                default -> open + 1;
            };
        }
    }

    /** Index of the {@code <}. */
    int start() {
        return tagStart;
    }

    boolean isEndTag() {
        return endTag;
    }

    /** Whether the tag has this name, given in lower case. */
    boolean named(String name) {
        return same(nameStart, nameEnd, name);
    }

    /** How many attributes the tag has, repeated ones included. */
    int attributes() {
        return attributeCount;
    }

    /** The first attribute of this name, given in lower case; -1 if there is none. */
    int attribute(String name) {
        for (int i = 0; i < attributeCount; i++) {
            if (same(field(i, NAME_START), field(i, NAME_END), name)) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the first character of an attribute's value, behind the quote if there is one. */
    int valueStart(int attribute) {
        return field(attribute, VALUE_START);
    }

    /** Index behind the last character of an attribute's value. */
    int valueEnd(int attribute) {
        return field(attribute, VALUE_END);
    }

    int attributeStart(int attribute) {
        return field(attribute, NAME_START);
    }

    /** Index behind an attribute with its closing quote. */
    int attributeEnd(int attribute) {
        return field(attribute, END);
    }

    private int field(int attribute, int field) {
        return attributes[attribute * FIELDS + field];
    }

    /** A comment that ends nowhere, or a tag that does, swallows the rest. */
    private int after(int index, int length) {
        return index < 0 ? html.length() : index + length;
    }

    private int afterDeclaration(int from) {
        if (!html.startsWith("--", from)) {
            return after(html.indexOf('>', from), 1);
        }
        int text = from + 2;
        if (html.startsWith(">", text)) {
            return text + 1;
        }
        if (html.startsWith("->", text)) {
            return text + 2;
        }
        int end = html.indexOf("--", text);
        while (end >= 0 && !html.startsWith(">", end + 2) && !html.startsWith("!>", end + 2)) {
            end = html.indexOf("--", end + 1);
        }
        return end < 0 ? html.length() : after(html.indexOf('>', end), 1);
    }

    /** Reads name and attributes; a tag that the text ends in is none, and nothing follows it. */
    private boolean tag(int open, int name, boolean isEnd) {
        tagStart = open;
        nameStart = name;
        endTag = isEnd;
        attributeCount = 0;
        int i = name;
        while (i < html.length() && !endsTagName(html.charAt(i))) {
            i++;
        }
        nameEnd = i;
        i = attributes(i);
        if (i >= html.length()) {
            at = html.length();
            return false;
        }
        at = i + 1;
        if (!isEnd) {
            skipRawText();
        }
        return true;
    }

    /** From behind the tag name to the {@code >} that ends the tag. */
    private int attributes(int from) {
        int i = from;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '>') {
                return i;
            }
            i = c == '/' || isSpace(c) ? i + 1 : attributeAt(i);
        }
        return i;
    }

    /** An equals sign in first place belongs to the name. */
    private int attributeAt(int name) {
        int i = name + 1;
        while (i < html.length() && !endsTagName(html.charAt(i)) && html.charAt(i) != '=') {
            i++;
        }
        int end = i;
        i = skipSpace(i);
        if (i >= html.length() || html.charAt(i) != '=') {
            return note(name, end, end, end, end);
        }
        i = skipSpace(i + 1);
        if (i >= html.length() || html.charAt(i) == '>') {
            return note(name, end, i, i, i);
        }
        char quote = html.charAt(i);
        if (quote == '"' || quote == '\'') {
            int close = html.indexOf(quote, i + 1);
            return close < 0 ? html.length() : note(name, end, i + 1, close, close + 1);
        }
        int value = i;
        while (i < html.length() && html.charAt(i) != '>' && !isSpace(html.charAt(i))) {
            i++;
        }
        return note(name, end, value, i, i);
    }

    private int note(int name, int nameBehind, int value, int valueBehind, int behind) {
        int base = attributeCount * FIELDS;
        if (base == attributes.length) {
            attributes = Arrays.copyOf(attributes, base * 2);
        }
        attributes[base + NAME_START] = name;
        attributes[base + NAME_END] = nameBehind;
        attributes[base + VALUE_START] = value;
        attributes[base + VALUE_END] = valueBehind;
        attributes[base + END] = behind;
        attributeCount++;
        return behind;
    }

    private void skipRawText() {
        int length = nameEnd - nameStart;
        if (length < 3 || length > 9) {
            return;
        }
        char first = lower(html.charAt(nameStart));
        if (first != 's' && first != 't' && first != 'x' && first != 'i' && first != 'n' && first != 'p') {
            return;
        }
        for (String name : RAW_TEXT) {
            if (named(name)) {
                at = name.equals("plaintext")
                        ? html.length()
                        : name.equals("script") ? endOfScript(at) : endTag(name, at);
                return;
            }
        }
    }

    /** Index of the next end tag of this name. */
    private int endTag(String name, int from) {
        int i = html.indexOf("</", from);
        while (i >= 0 && !tagAt(i + 2, name)) {
            i = html.indexOf("</", i + 2);
        }
        return i < 0 ? html.length() : i;
    }

    private boolean tagAt(int start, String name) {
        int end = start + name.length();
        return end < html.length() && endsTagName(html.charAt(end)) && same(start, end, name);
    }

    /** In a script, an HTML comment that opens another script hides the end tag of that one. */
    private int endOfScript(int from) {
        boolean escaped = false;
        boolean doubly = false;
        for (int i = from; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '-' && escaped && html.startsWith("-->", i)) {
                escaped = false;
                doubly = false;
            } else if (c == '<') {
                if (tagAt(i + 2, "script") && html.charAt(i + 1) == '/') {
                    if (!doubly) {
                        return i;
                    }
                    doubly = false;
                } else if (escaped) {
                    doubly = doubly || tagAt(i + 1, "script");
                } else if (html.startsWith("<!--", i)) {
                    escaped = true;
                    i++;
                }
            }
        }
        return html.length();
    }

    private boolean same(int start, int end, String name) {
        if (end - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (lower(html.charAt(start + i)) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < html.length() && isSpace(html.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean endsTagName(char c) {
        return c == '>' || c == '/' || isSpace(c);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
    }

    private static boolean isLetter(char c) {
        return lower(c) >= 'a' && lower(c) <= 'z';
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }
}
