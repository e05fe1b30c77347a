package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

/** The tokenizer against the standard's corner cases, and against jsoup over generated documents. */
class HtmlTagsTest {
    private static final int DOCUMENTS = 20_000;
    private static final String[] PIECES = {
        "<a href=\"https://x.example/1\">",
        "<A HREF='https://x.example/2?a=1&amp;b=2'>",
        "<a href=https://x.example/3>",
        "<a class=x href = \"https://x.example/4\" >",
        "<a\nhref\n=\n'https://x.example/5'\n>",
        "</a>",
        "</a >",
        "<area shape=rect href=\"https://x.example/6\">",
        "<a href>",
        "<a href=>",
        "<a href=''>",
        "<a/href=\"q\"/>",
        "<a href=\"https://x.example/>\" title='<a href=\"no\">'>",
        "<a href=a href=b>",
        "<a =href=x href=y>",
        "<a href=\"&lt;&copy=1&copy;&#x3D;&#61;&notit;&amp\">",
        "<a href=&amp;b=1&c>",
        "<a href=\"a\"title=\"b\">",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br/>",
        "<img src=x alt=\"a > b\">",
        "text",
        " ",
        "\n",
        "&amp;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "=",
        "/",
        "<>",
        "</>",
        "< a href=x>",
        "<1>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "--",
        "-",
        "<!doctype html>",
        "<!DOCTYPE a \"b>c\">",
        "<!x>",
        "<?php echo ?>",
        "</ a href=x>",
        "<a",
        "<a href",
        "<a href=\"",
        "<a href=x",
        "é",
        "😀",
        "<abbr href=z>",
        "<x-a href=z>",
        "<a:b href=z>",
        "</b href='>'>",
        "<a\thref=\"\t/ \">"
    };
    private static final String[] RAW_PIECES = {
        "<script>",
        "</script>",
        "<SCRIPT src='a'>",
        "</script >",
        "</scripty>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<textarea>",
        "</textarea>",
        "<xmp>",
        "</xmp>",
        "<noframes>",
        "</noframes>",
        "</style/>"
    };

    /** Where a text ends in a tag or in raw text, jsoup guesses what was meant; the standard drops it, as we do. */
    private static final String CLOSING = "\"'>--></script></style></title></textarea></xmp></noframes><a href=last>";

    private record Link(int start, String href) {}

    private static List<Link> found(String html) {
        List<Link> links = new ArrayList<>();
        HtmlTags tags = new HtmlTags(html);
        while (tags.next()) {
            int href = tags.attribute("href");
            if (!tags.isEndTag() && (tags.named("a") || tags.named("area")) && href >= 0) {
                String value = Targets.decode(html, tags.valueStart(href), tags.valueEnd(href));
                links.add(new Link(tags.start(), value));
            }
        }
        return links;
    }

    private static List<String> hrefs(String html) {
        return found(html).stream().map(Link::href).toList();
    }

    /** Elements in the order of their start tags; a tree builder may move or repeat an element; a repeated one stands elsewhere. */
    private static List<Link> expected(String html, Parser parser) {
        TreeMap<Integer, String> links = new TreeMap<>();
        for (Element element :
                Jsoup.parse(html, "", parser.setTrackPosition(true)).select("a[href], area[href]")) {
            int start = element.sourceRange().startPos();
            if (html.regionMatches(true, start, "<a", 0, 2)) {
                links.put(start, element.attr("href"));
            }
        }
        return links.entrySet().stream()
                .map(link -> new Link(link.getKey(), link.getValue()))
                .toList();
    }

    private static String document(Random random, String[]... alphabets) {
        StringBuilder html = new StringBuilder();
        for (int i = 1 + random.nextInt(14); i > 0; i--) {
            String[] pieces = alphabets[random.nextInt(alphabets.length)];
            html.append(pieces[random.nextInt(pieces.length)]);
        }
        return html.append(CLOSING).toString();
    }

    @Test
    void findsTheSameTagsAsJsoupInMalformedDocuments() {
        Random random = new Random(20_300_101);
        for (int i = 0; i < DOCUMENTS; i++) {
            String html = document(random, PIECES);
            Parser parser = Parser.xmlParser().settings(ParseSettings.htmlDefault);
            assertThat(found(html)).as(html).isEqualTo(expected(html, parser));
        }
    }

    @Test
    void skipsTheSameRawTextAsJsoup() {
        Random random = new Random(20_300_102);
        for (int i = 0; i < DOCUMENTS; i++) {
            String html = "<body>" + document(random, PIECES, RAW_PIECES);
            assertThat(found(html)).as(html).isEqualTo(expected(html, Parser.htmlParser()));
        }
    }

    @Test
    void readsEveryWayToWriteAnAttribute() {
        assertThat(hrefs("<a href=1><a href='2'><a href=\"3\"><a href = 4 ><a x=y HREF=5/><a/href=6>"))
                .containsExactly("1", "2", "3", "4", "5/", "6");
    }

    @Test
    void takesTheFirstOfARepeatedAttribute() {
        assertThat(hrefs("<a href=first href=second>")).containsExactly("first");
    }

    @Test
    void seesNoTagsInCommentsAndDeclarations() {
        assertThat(hrefs("<!-- <a href=1> --><a href=2><!--[if mso]><a href=3><![endif]--><!--[if !mso]><!--><a href=4>"
                        + "<!--<![endif]--><!--><a href=5><!---><a href=6><!-- --!><a href=7><!doctype <a href=8>"))
                .containsExactly("2", "4", "5", "6", "7");
        assertThat(hrefs("<?x <a href=1>?><a href=2></ <a href=3>x<![CDATA[<a href=4>]]><a href=5>"))
                .containsExactly("2", "5");
    }

    @Test
    void seesNoTagsInRawText() {
        assertThat(hrefs("<style>a{content:'<a href=1>'}</style><a href=2><TEXTAREA><a href=3></textarea ><a href=4>"
                        + "<title><a href=5></title><a href=6><plaintext><a href=7></plaintext><a href=8>"))
                .containsExactly("2", "4", "6");
    }

    @Test
    void knowsWhereAScriptEnds() {
        assertThat(hrefs("<script>'</scripts><a href=1>'</script><a href=2>")).containsExactly("2");
        assertThat(hrefs("<script><!-- <script> </script> <a href=1> --></script><a href=2>"))
                .containsExactly("2");
        assertThat(hrefs("<script><!-- </script><a href=1>")).containsExactly("1");
        assertThat(hrefs("<script><!--><script></script><a href=1>")).containsExactly("1");
        assertThat(hrefs("<script><!-- <script></script></script><a href=1>")).containsExactly("1");
    }

    @Test
    void dropsATagThatTheTextEndsIn() {
        assertThat(hrefs("<a href=1><a href=\"2>")).containsExactly("1");
        assertThat(hrefs("<a href=1")).isEmpty();
        assertThat(hrefs("<")).isEmpty();
        assertThat(hrefs("</")).isEmpty();
        assertThat(hrefs("<!")).isEmpty();
    }

    @Test
    void decodesReferencesAsAnAttributeDoes() {
        assertThat(hrefs("<a href=\"?a=1&amp;b=2&copy=3&copy;&#x26;&#38;&lt;&unknown;&&#xe9;&eacute\">"))
                .containsExactly("?a=1&b=2&copy=3©&&<&unknown;&éé");
    }
}
