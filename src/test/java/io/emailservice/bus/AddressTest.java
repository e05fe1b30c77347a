package io.emailservice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AddressTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    record Question(String text) {}

    private final Address<Question, Question> echo = new Address<>("echo");

    @BeforeEach
    void install(Vertx vertx) {
        Address.install(vertx);
    }

    @Test
    void handsBodiesOverByReference(Vertx vertx, VertxTestContext test) {
        Question question = new Question("same");
        echo.serve(vertx, Future::succeededFuture)
                .compose(ready -> echo.ask(vertx, question, SECOND))
                .onComplete(test.succeeding(answer -> test.verify(() -> {
                    assertThat(answer).isSameAs(question);
                    test.completeNow();
                })));
    }

    @Test
    void aHandlerThatThrowsAnswersAtOnceWithItsReason(Vertx vertx, VertxTestContext test) {
        echo.serve(vertx, question -> {
                    throw new IllegalStateException("broken");
                })
                .compose(ready -> echo.ask(vertx, new Question("x"), Duration.ofSeconds(30)))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).hasMessageContaining("broken");
                    test.completeNow();
                })));
    }

    @Test
    void aMissingAnswerFailsAfterTheTimeout(Vertx vertx, VertxTestContext test) {
        echo.serve(vertx, question -> io.vertx.core.Promise.<Question>promise().future())
                .compose(ready -> echo.ask(vertx, new Question("x"), Duration.ofMillis(50)))
                .onComplete(test.failing(failure -> test.completeNow()));
    }
}
