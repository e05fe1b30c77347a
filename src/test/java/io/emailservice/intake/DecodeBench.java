package io.emailservice.intake;

import io.emailservice.message.Decoded;
import java.util.Arrays;

/**
 * Measures the decoder on one warm thread with a typical request; the last line is JSON. Arguments: seconds to measure
 * (5 unless told).
 */
public final class DecodeBench {
    private static final int BATCH = 1_000;

    private DecodeBench() {}

    public static void main(String[] args) {
        long seconds = args.length == 0 ? 5 : Long.parseLong(args[0]);
        SendRequests requests = new SendRequests(IntakeConfig.DEFAULTS);
        byte[] json = Requests.typical();
        double cold = run(requests, json, 3_000_000_000L);
        double[] rounds = new double[5];
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = run(requests, json, seconds * 1_000_000_000L / rounds.length);
        }
        Arrays.sort(rounds);
        System.out.printf(
                "{\"bench\":\"decode\",\"bytes\":%d,\"microsPerRequest\":%.2f,\"min\":%.2f,\"max\":%.2f,\"warmUp\":%.2f}%n",
                json.length, rounds[2], rounds[0], rounds[4], cold);
    }

    private static double run(SendRequests requests, byte[] json, long nanos) {
        long start = System.nanoTime();
        long count = 0;
        long valid = 0;
        while (System.nanoTime() - start < nanos) {
            for (int i = 0; i < BATCH; i++) {
                valid += requests.decode(json, Requests.DEFAULTS) instanceof Decoded.Valid ? 1 : 0;
            }
            count += BATCH;
        }
        if (valid != count) {
            throw new IllegalStateException("the request of the benchmark isn't valid");
        }
        return (System.nanoTime() - start) / 1_000.0 / count;
    }
}
