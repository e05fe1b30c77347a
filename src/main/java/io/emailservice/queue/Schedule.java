package io.emailservice.queue;

/**
 * The schedule that made a job, as the job knows it.
 *
 * @param id of the schedule
 * @param options the job's options as they lie in Redis; their {@code repeat} says when the next job is due
 */
record Schedule(String id, String options) {}
