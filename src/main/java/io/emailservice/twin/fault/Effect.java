package io.emailservice.twin.fault;

import io.emailservice.twin.wire.Answer;
import java.time.Duration;

/** What goes wrong with a request. */
public sealed interface Effect {
    int NO_STATUS = 0;

    /** Whether the request is worked as usual first: the sender then can't know what happened to its message. */
    boolean accepts();

    /** The status that the client sees, {@link #NO_STATUS} if it sees none. */
    int status();

    /** Shows the effect to the client. */
    void show(Stage stage);

    /** The ways in which an answer can go out, or not. */
    interface Stage {
        /** The answer of the stand-in itself; only for an effect that accepts. */
        Answer own();

        /** The words that the provider of this request has for what goes wrong. */
        Wording wording();

        void send(Answer answer);

        void sendSlowly(Answer answer, Duration over);

        /** Cuts the connection with a TCP reset. */
        void reset();

        /** Leaves the client waiting. */
        void hang();
    }

    /** How one provider words what goes wrong. */
    interface Wording {
        Answer throttled(Throttled throttled);

        Answer refused(Refused refused);

        Answer broken(int status, boolean html);
    }

    /** Too fast, or over a quota. */
    record Throttled(Limit limit, Duration pause, boolean date, boolean headers, int status) implements Effect {
        @Override
        public boolean accepts() {
            return false;
        }

        @Override
        public void show(Stage stage) {
            stage.send(stage.wording().throttled(this));
        }
    }

    /** A refusal in words of the script; {@code error} is the type of an SES error. */
    record Refused(int status, String error, String message) implements Effect {
        @Override
        public boolean accepts() {
            return false;
        }

        @Override
        public void show(Stage stage) {
            stage.send(stage.wording().refused(this));
        }
    }

    /** A failure of the provider, before or after it accepted. */
    record Broken(int status, boolean html, boolean accepts) implements Effect {
        @Override
        public void show(Stage stage) {
            stage.send(stage.wording().broken(status, html));
        }
    }

    /** A cut connection, before or after the message was accepted. */
    record Reset(boolean accepts) implements Effect {
        @Override
        public int status() {
            return NO_STATUS;
        }

        @Override
        public void show(Stage stage) {
            stage.reset();
        }
    }

    /** No answer at all. */
    record Hang(boolean accepts) implements Effect {
        @Override
        public int status() {
            return NO_STATUS;
        }

        @Override
        public void show(Stage stage) {
            stage.hang();
        }
    }

    /** The usual answer, byte by byte. */
    record SlowBody(Duration over) implements Effect {
        @Override
        public int status() {
            return NO_STATUS;
        }

        @Override
        public boolean accepts() {
            return true;
        }

        @Override
        public void show(Stage stage) {
            stage.sendSlowly(stage.own(), over);
        }
    }
}
