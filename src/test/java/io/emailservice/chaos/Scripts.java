package io.emailservice.chaos;

import java.util.List;

/** What the processes and the twin are told. */
final class Scripts {
    /** What a request to a provider meets at any time: some are taken and never answered, some are slow, some fail. */
    static final String USUAL_FAULTS = """
            [{"effect": {"type": "latency", "p50": "60ms", "p99": "1200ms"}},
             {"share": 0.02, "effect": {"type": "hang"}},
             {"share": 0.02, "effect": {"type": "reset", "accepted": true}},
             {"share": 0.01, "effect": {"type": "reset"}},
             {"share": 0.02, "effect": {"type": "error", "accepted": true}},
             {"share": 0.01, "effect": {"type": "error"}},
             {"share": 0.01, "effect": {"type": "hang", "accepted": false}},
             {"on": "read", "share": 0.1, "effect": {"type": "error"}}]""";

    static final String NO_FAULTS = "[]";

    /** Calls take long, and every other question about what was sent, too. */
    static final String SLOW = """
            [{"effect": {"type": "latency", "min": "500ms", "max": "1800ms"}},
             {"share": 0.2, "effect": {"type": "hang"}},
             {"share": 0.1, "effect": {"type": "reset", "accepted": true}},
             {"on": "read", "effect": {"type": "latency", "min": "500ms", "max": "1500ms"}}]""";

    /** Spells of bad weather at the providers. */
    static final List<String> STORMS = List.of("""
            [{"provider": "mailgun", "share": 0.6, "effect": {"type": "throttle", "limit": "request", "wait": "1s"}},
             {"provider": "ses", "share": 0.6, "effect": {"type": "throttle", "limit": "too-many-requests"}}]""", """
            [{"share": 0.3, "effect": {"type": "error", "accepted": true}},
             {"share": 0.3, "effect": {"type": "error"}},
             {"on": "read", "share": 0.5, "effect": {"type": "hang"}}]""", SLOW);

    private Scripts() {}

    /** Short times everywhere, so that a round of minutes sees what takes hours elsewhere. */
    static String service(ChaosScene scene, int port, int perSecond) {
        String sender = "concurrency: 6, maxWaiting: 200, maxWait: 40s, timeout: 3s, connectTimeout: 1s, maxPause: 2s,"
                + " maxPerSecond: " + perSecond + ", burst: 5,"
                + " breaker: {window: 5s, minimumCalls: 20, failureRate: 0.7, openFor: 1s}";
        return """
                process: {eventLoops: 1, stopTimeout: 15s}
                http: {host: 127.0.0.1, port: %1$d, keys: [{name: chaos, key: key-of-a-test-run}]}
                queue:
                  url: 'redis://127.0.0.1:%2$d'
                  claimBatch: 50
                  maxInFlight: 150
                  locks: {duration: 5s, stalledInterval: 2s}
                  drainDelay: 1s
                  commandTimeout: 3s
                store: {url: 'postgresql://postgres@127.0.0.1:%3$d/postgres', poolSize: 6, deadline: 5s, statementTimeout: 5s}
                delivery:
                  inFlight: 100
                  backoff: 500ms
                  maxDelay: 4s
                  throttleDelay: 500ms
                  closedLaneDelay: 500ms
                  callWithin: 4s
                  uncertain: {interval: 1s, horizon: 12s}
                sweep: {every: 1s, after: 15s, behind: 20s, lead: 1m}
                tracking: {baseUrl: 'http://127.0.0.1:1', keys: {1: tracking-key-of-a-test}}
                providers:
                  mailgun: {kind: mailgun, domain: mail.example.com, apiKey: key-test, baseUrl: '%4$s', %6$s}
                  ses: {kind: ses, accessKeyId: AKIATWINEXAMPLE, secretAccessKey: twin-secret, endpoint: '%4$s', %6$s}
                webhooks:
                  readingGivesWay: 1s
                  mailgun: {signingKeys: {twin: signing-key-test}}
                  ses: {topics: ['arn:aws:sns:us-east-1:123456789012:ses-feedback'], insecureStandIn: '%5$s'}
                  queues:
                    feedback:
                      url: '%5$s/123456789012/ses-feedback'
                      endpoint: '%5$s'
                      accessKeyId: AKIATWINEXAMPLE
                      secretAccessKey: twin-secret
                      longPoll: 1s
                      visibility: 5s
                events: {lease: 3s, kafka: {bootstrapServers: '%7$s'}}
                """.formatted(
                        port,
                        scene.servers.toRedis.port(),
                        scene.servers.toPostgres.port(),
                        "http://127.0.0.1:" + scene.toTwin.port(),
                        "http://127.0.0.1:" + scene.twinPort(),
                        sender,
                        scene.servers.kafka.bootstrapServers());
    }

    /** What becomes of messages, told over every way in, some of it doubled, early, out of order or not at all. */
    static String feedback(ChaosScene scene) {
        return """
                {"rates": {"rejected": 0.02, "bouncedHard": 0.08, "bouncedSoft": 0.05, "deferred": 0.1, "opened": 0.2,
                           "clicked": 0.05, "complained": 0.01, "bouncedLate": 0.02},
                 "accidents": {"duplicated": 0.1, "reordered": 0.2, "early": 0.02, "lost": 0.01},
                 "delay": {"min": "5ms", "max": "400ms"}, "speedup": 300,
                 "webhooks": [{"url": "http://127.0.0.1:%1$d/webhooks/mailgun"}],
                 "subscriptions": [{"url": "http://127.0.0.1:%1$d/webhooks/ses", "version": 2},
                                   {"queue": "ses-feedback"}]}
                """.formatted(scene.toNodes.port());
    }
}
