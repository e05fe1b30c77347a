package io.emailservice.event.webhook;

import io.emailservice.config.Section;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses an endpoint may have. A tenant chooses them, so they must not lead into our own network, to the
 * metadata service of a cloud, or anywhere else that is not public.
 *
 * @param http whether plain HTTP is allowed
 * @param privateAddresses whether those are allowed, too, that are not public
 */
public record Reach(boolean http, boolean privateAddresses) {
    private static final int MAX_URL = 2_000;

    static Reach from(Section section) {
        Reach reach = new Reach(section.flag("http", false), section.flag("privateAddresses", false));
        section.end();
        return reach;
    }

    /** What is wrong with a URL, or null if it may be used; its name isn't looked up. */
    public @Nullable String problem(String url) {
        try {
            URI uri = new URI(url);
            boolean known = "https".equals(uri.getScheme()) || (http && "http".equals(uri.getScheme()));
            if (!known || uri.getHost() == null || url.length() > MAX_URL) {
                return http ? "must be an http or https URL" : "must be an https URL";
            }
            if (uri.getUserInfo() != null || uri.getFragment() != null) {
                return "must have neither user nor fragment";
            }
            return null;
        } catch (URISyntaxException notAUrl) {
            return "must be an https URL";
        }
    }

    /** Whether a name that was looked up may be connected to: all its addresses must be public. */
    boolean lets(InetAddress... addresses) {
        return addresses.length > 0
                && (privateAddresses || Arrays.stream(addresses).allMatch(Reach::isPublic));
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return address instanceof Inet4Address ? isPublic4(address.getAddress()) : isPublic6((Inet6Address) address);
    }

    private static boolean isPublic4(byte[] address) {
        int a = address[0] & 0xFF;
        int b = address[1] & 0xFF;
        int c = address[2] & 0xFF;
        boolean carrier = a == 100 && b >= 64 && b < 128;
        boolean protocols = a == 192 && b == 0 && (c == 0 || c == 2);
        boolean relays = a == 192 && b == 88 && c == 99;
        boolean benchmarks = a == 198 && (b == 18 || b == 19);
        boolean examples = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
        return a != 0 && a < 240 && !carrier && !protocols && !relays && !benchmarks && !examples;
    }

    /** Only global unicast, and none of the ranges that carry an IPv4 address, which may be private. */
    private static boolean isPublic6(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        int second = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
        boolean global = first >= 0x2000 && first < 0x4000;
        boolean special = first == 0x2001 && (second < 0x0200 || second == 0x0DB8);
        boolean sixToFour = first == 0x2002;
        boolean examples = first == 0x3FFF && second < 0x1000;
        return global && !special && !sixToFour && !examples;
    }

    /** All addresses of a name. Blocks. */
    static InetAddress[] lookUp(String host) throws UnknownHostException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return InetAddress.getAllByName(bare);
    }
}
