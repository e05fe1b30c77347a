package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnsUrlsTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:feedback";
    private static final String CHINESE = "arn:aws-cn:sns:cn-north-1:123456789012:feedback";
    private static final String CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=";

    @Test
    void takesTheAddressesOfSns() {
        String file = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

        assertThat(SnsUrls.certificate("https://sns.eu-west-1.amazonaws.com" + file, TOPIC))
                .isPresent();
        assertThat(SnsUrls.certificate("https://sns.cn-north-1.amazonaws.com.cn" + file, CHINESE))
                .isPresent();
        assertThat(SnsUrls.confirmation(CONFIRM + TOPIC + "&Token=23ab", TOPIC)).isPresent();
        assertThat(SnsUrls.confirmation(CONFIRM + TOPIC.replace(":", "%3A") + "&Token=23ab", TOPIC))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "HTTPS://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://s3.amazonaws.com/bucket/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-ab.pem",
                "https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com:443/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem?x=1",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem?",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem#f",
                "https://sns.eu-west-1.amazonaws.com/x/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com/../SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com//SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-xy.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem/x",
                "https://sns.eu-west-1.amazonaws.com\\@evil.example/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com%2eevil.example/SimpleNotificationService-ab.pem",
                "https://snsxeu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://sns.eu-west-1.amazonaws.com\n/SimpleNotificationService-ab.pem",
                " https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "file:///etc/passwd"
            })
    void takesACertificateFromNowhereElse(String url) {
        assertThat(SnsUrls.certificate(url, TOPIC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&TopicArn=%s&Token=a",
                "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Action=Publish&TopicArn=%s&Token=a",
                "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=%sx&Token=a",
                "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=a",
                "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=%s&Token=a&Endpoint=b",
                "https://sns.eu-west-1.amazonaws.com/x?Action=ConfirmSubscription&TopicArn=%s&Token=a",
                "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=%s&Token=a",
                "https://169.254.169.254/?Action=ConfirmSubscription&TopicArn=%s&Token=a",
                "https://sns.eu-west-1.amazonaws.com/"
            })
    void confirmsNothingElse(String url) {
        assertThat(SnsUrls.confirmation(url.replace("%s", TOPIC), TOPIC)).isEmpty();
    }

    @Test
    void confirmsOneTopicAtATime() {
        String two = CONFIRM + TOPIC + "&TopicArn=" + TOPIC + "2&Token=a";

        assertThat(SnsUrls.confirmation(two, TOPIC)).isEmpty();
    }
}
