package io.emailservice.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Reach STRICT = new Reach(false, false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
                        "198.18.0.1",
                "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
                "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "fe80::1", "fc00::1", "fd00:ec2::254",
                        "ff02::1",
                "2002:a00:1::", "2001::1", "2001:db8::1", "3fff::1", "fec0::1", "4000::1"
            })
    void addressesThatAreNotPublicAreOutOfReach(String address) throws UnknownHostException {
        assertThat(STRICT.lets(InetAddress.getByName(address))).isFalse();
        assertThat(new Reach(false, true).lets(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.0.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450:4001::1"
            })
    void publicAddressesAreInReach(String address) throws UnknownHostException {
        assertThat(STRICT.lets(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aNameWithOnePrivateAddressAmongOthersIsOutOfReach() throws UnknownHostException {
        assertThat(STRICT.lets(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")))
                .isFalse();
        assertThat(STRICT.lets()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "https://",
                "/relative",
                "",
                "https://u:p@example.com/",
                "https://example.com/#x",
                "https://exa mple.com/",
                "https:example.com"
            })
    void urlsThatAreNotPlainHttpsAreRefused(String url) {
        assertThat(STRICT.problem(url)).isNotNull();
    }

    @Test
    void otherUrlsAreFine() {
        assertThat(STRICT.problem("https://example.com:8443/hooks?a=b")).isNull();
        assertThat(new Reach(true, false).problem("http://example.com/hooks")).isNull();
        assertThat(STRICT.problem("https://example.com/" + "x".repeat(2_000))).isNotNull();
    }
}
