package io.emailservice.dev;

import java.util.List;

/** The people of the sample CSV ({@code email,firstName,plan,city}), over and over if more are asked for. */
final class Audience {
    private static final int COLUMNS = 4;

    private final List<Person> people;

    private Audience(List<Person> people) {
        this.people = people;
    }

    /** One row of the sample. */
    record Person(String email, String firstName, String plan, String city) {}

    static Audience sample() {
        return new Audience(Resources.text("audience.csv")
                .lines()
                .skip(1)
                .map(Audience::person)
                .toList());
    }

    Person person(int index) {
        return people.get(index % people.size());
    }

    private static Person person(String row) {
        String[] cells = row.split(",", COLUMNS);
        return new Person(cells[0], cells[1], cells[2], cells[3]);
    }
}
