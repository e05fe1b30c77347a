package io.emailservice.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where a worker runs, and another after its death. Used by one thread at a time. */
final class FleetPlace implements AutoCloseable {
    private final Supplier<FleetMember> start;
    private CompletableFuture<FleetMember> member;
    private boolean frozen;

    FleetPlace(Supplier<FleetMember> start) {
        this.start = start;
        this.member = CompletableFuture.supplyAsync(start);
    }

    /** The worker that runs, if one does. */
    Optional<FleetMember> member() {
        return Optional.ofNullable(member.getNow(null))
                .filter(worker -> worker.process().isAlive());
    }

    boolean isReady() {
        return member().filter(FleetMember::isReady).isPresent();
    }

    /** Starts another worker if the last one has died; true if so. */
    boolean restartIfDead() {
        if (!member.isDone() || member().isPresent()) {
            return false;
        }
        frozen = false;
        member = CompletableFuture.supplyAsync(start);
        return true;
    }

    /** Kills a worker that runs; true if there was one. */
    boolean kill() {
        Optional<FleetMember> victim = frozen ? Optional.empty() : member();
        victim.ifPresent(FleetMember::kill);
        return victim.isPresent();
    }

    /** Stops the process without ending it, until it is thawed; true if there was one. */
    boolean freeze() {
        frozen = !frozen && signal("STOP");
        return frozen;
    }

    void thaw() {
        if (frozen) {
            frozen = !signal("CONT");
        }
    }

    private boolean signal(String name) {
        Optional<FleetMember> target = member();
        target.ifPresent(worker -> {
            try {
                String pid = String.valueOf(worker.process().pid());
                new ProcessBuilder("kill", "-" + name, pid).start().onExit().join();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        return target.isPresent();
    }

    @Override
    public void close() {
        member.thenAccept(FleetMember::kill).join();
    }
}
