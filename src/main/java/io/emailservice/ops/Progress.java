package io.emailservice.ops;

/** A worker that must get on while it has work. Both methods are cheap and safe from any thread. */
public interface Progress {
    /** Short and fixed, for example {@code jobs}. */
    String name();

    /** There is work that the worker could do now; false while its lanes are closed or it is paused on purpose. */
    boolean waiting();

    /** How many pieces of work were ever completed; it only grows. */
    long completed();
}
