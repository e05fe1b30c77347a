package io.emailservice.testing;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A Redis Cluster of nodes on this machine, without replicas, the slots divided among them. */
public final class TestCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;

    private final List<TestRedis> nodes = new ArrayList<>();

    /** Starts the nodes, with further lines of their configuration. */
    public TestCluster(int size, String... settings) {
        List<String> all = new ArrayList<>(List.of("cluster-enabled yes", "cluster-node-timeout 2000"));
        all.addAll(List.of(settings));
        for (int i = 0; i < size; i++) {
            TestRedis node = new TestRedis(all.toArray(String[]::new));
            nodes.add(node);
            List<Object> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / size, SLOTS * (i + 1) / size).forEach(words::add);
            node.run(words.toArray());
            node.run("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
        }
        nodes.forEach(node -> node.run("CLUSTER MEET 127.0.0.1 " + nodes.get(0).port()));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> nodes.stream().allMatch(node -> isWhole(node.text("CLUSTER INFO"), size)));
    }

    private static boolean isWhole(String info, int size) {
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + size);
    }

    public TestRedis ownerOf(String key) {
        return nodes.get(slot(key) * nodes.size() / SLOTS);
    }

    /** A node that knows where the key is, and doesn't have it. */
    public TestRedis strangerTo(String key) {
        TestRedis owner = ownerOf(key);
        return nodes.stream().filter(node -> node != owner).findFirst().orElseThrow();
    }

    /** Makes another node the owner of the slot of a key that nobody has stored anything in. */
    public void move(String key, TestRedis to) {
        String id = to.text("CLUSTER MYID");
        for (TestRedis node : nodes) {
            node.run("CLUSTER SETSLOT " + slot(key) + " NODE " + id);
        }
    }

    private int slot(String key) {
        return (int) nodes.get(0).number("CLUSTER KEYSLOT " + key);
    }

    @Override
    public void close() {
        nodes.forEach(TestRedis::close);
    }
}
