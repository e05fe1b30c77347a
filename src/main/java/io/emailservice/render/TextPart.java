package io.emailservice.render;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** The text part of a message that has only an HTML one: the words, with the address behind each link. */
final class TextPart {
    private static final Set<String> UNSEEN = Set.of("head", "style", "script", "title", "template", "noscript");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre");
    private static final Set<String> LINES =
            Set.of("div", "tr", "li", "section", "article", "header", "footer", "center", "dt", "dd", "hr");

    private TextPart() {}

    /** Plain text with at most one empty line in a row. */
    static String of(String html) {
        Writer writer = new Writer();
        Jsoup.parse(html).traverse(writer);
        return writer.text();
    }

    private static final class Writer implements NodeVisitor {
        private final StringBuilder text = new StringBuilder();
        private int linkStart;

        /** The unseen element that we are in; everything below it is skipped. */
        private int unseenDepth = -1;

        @Override
        public void head(Node node, int depth) {
            if (unseenDepth >= 0) {
                return;
            }
            if (node instanceof TextNode words) {
                words(words.getWholeText());
            } else if (node instanceof Element element) {
                open(element, depth);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (unseenDepth >= 0) {
                unseenDepth = depth == unseenDepth ? -1 : unseenDepth;
            } else if (node instanceof Element element) {
                close(element);
            }
        }

        private void open(Element element, int depth) {
            String name = element.normalName();
            if (UNSEEN.contains(name) || hidden(element)) {
                unseenDepth = depth;
                return;
            }
            breakLines(name);
            switch (name) {
                case "li" -> text.append("- ");
                case "img" -> words(element.attr("alt"));
                case "td", "th" -> words(" ");
                case "a" -> linkStart = text.length();
                default -> {}
            }
        }

        private void close(Element element) {
            String name = element.normalName();
            if (name.equals("a")) {
                link(element.attr("href").trim());
            } else if (name.equals("br")) {
                newLine();
            }
            breakLines(name);
        }

        private void link(String target) {
            boolean followed = target.startsWith("http://") || target.startsWith("https://");
            String shown = text.substring(Math.min(linkStart, text.length())).trim();
            if (followed && !shown.equals(target)) {
                words(shown.isEmpty() ? target : " " + target);
            }
        }

        private static boolean hidden(Element element) {
            String style = element.attr("style");
            return !style.isEmpty()
                    && style.replace(" ", "").toLowerCase(java.util.Locale.ROOT).contains("display:none");
        }

        private void breakLines(String name) {
            if (PARAGRAPHS.contains(name)) {
                endLine();
                if (text.length() > 0 && !endsWith("\n\n")) {
                    text.append('\n');
                }
            } else if (LINES.contains(name)) {
                endLine();
            }
        }

        private void endLine() {
            trimLine();
            if (text.length() > 0 && !endsWith("\n")) {
                text.append('\n');
            }
        }

        private void newLine() {
            trimLine();
            if (!endsWith("\n\n")) {
                text.append('\n');
            }
        }

        private void trimLine() {
            while (endsWith(" ")) {
                text.setLength(text.length() - 1);
            }
        }

        private void words(String words) {
            for (int i = 0; i < words.length(); i++) {
                char c = words.charAt(i);
                boolean blank = Character.isWhitespace(c) || c == '\u00a0';
                if (!blank && c != '\u200c' && c != '\u200b') {
                    text.append(c);
                } else if (blank && text.length() > 0 && !endsWith(" ") && !endsWith("\n")) {
                    text.append(' ');
                }
            }
        }

        private boolean endsWith(String end) {
            int start = text.length() - end.length();
            return start >= 0 && text.indexOf(end, start) == start;
        }

        String text() {
            return text.toString().strip() + "\n";
        }
    }
}
