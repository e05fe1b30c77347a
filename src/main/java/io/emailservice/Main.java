package io.emailservice;

/** The command line of email-service. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("email-service");
    }
}
