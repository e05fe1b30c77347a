package io.emailservice.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time and memory of processes on this machine, read from {@code /proc}; zero where that doesn't exist. */
final class ProcessCpu {
    private static final Path PROC = Path.of("/proc");
    private static final long MICROS_PER_TICK = 10_000;
    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;

    private ProcessCpu() {}

    /** Microseconds used so far by all processes whose name begins so, with the children they have outlived. */
    static long micros(String command) {
        if (!Files.isDirectory(PROC)) {
            return 0;
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
                    .mapToLong(path -> micros(path, command))
                    .sum();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** Microseconds used so far by one process. */
    static long micros(long pid) {
        return micros(PROC.resolve(Long.toString(pid)), "");
    }

    /** Peak resident memory of this process in MiB. */
    static long peakMemoryMib() {
        try (Stream<String> lines = Files.lines(PROC.resolve("self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** {@code stat} is: pid (command) state …, with user and system time of itself and of its ended children. */
    private static long micros(Path process, String command) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            if (!name.startsWith(command)) {
                return 0;
            }
            String[] fields = stat.substring(end + 2).split(" ", -1);
            long ticks = 0;
            for (int field = UTIME; field <= CHILDREN_STIME; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks * MICROS_PER_TICK;
        } catch (IOException gone) {
            return 0;
        }
    }
}
