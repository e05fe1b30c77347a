package io.emailservice.twin.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int MANY = 20_000;

    @Test
    void followsFromSeedAndMessageAlone() {
        FeedbackScript script = script(rates(0.1, 0.2, 0.5), new Accidents(0.2, 0.2, 0.2, 0.2));

        assertThat(Plan.of(script, 1, "m", "r@x.example")).isEqualTo(Plan.of(script, 1, "m", "r@x.example"));
        assertThat(plans(script, 1)).isEqualTo(plans(script, 1)).isNotEqualTo(plans(script, 2));
    }

    @Test
    void keepsTheSharesOfTheScript() {
        List<List<Plan.Step>> plans = plans(script(rates(0.1, 0.2, 0.5), Accidents.NONE), 7);

        assertThat(share(plans, Kind.BOUNCED_HARD)).isCloseTo(0.1, within(0.01));
        assertThat(share(plans, Kind.BOUNCED_SOFT)).isCloseTo(0.2, within(0.01));
        assertThat(share(plans, Kind.DELIVERED)).isCloseTo(0.7, within(0.01));
        assertThat(share(plans, Kind.OPENED)).isCloseTo(0.35, within(0.01));
        assertThat(share(plans, Kind.SENT)).isEqualTo(1);
        assertThat(share(plans, Kind.COMPLAINED)).isZero();
    }

    @Test
    void hasOneFateForEveryMessage() {
        Predicate<Kind> fate = kind -> kind == Kind.BOUNCED_HARD
                || kind == Kind.BOUNCED_SOFT
                || kind == Kind.DELIVERED
                || kind == Kind.REJECTED;

        assertThat(plans(script(rates(0.3, 0.3, 0.5), Accidents.NONE), 3))
                .allMatch(
                        plan -> plan.stream().map(Plan.Step::kind).filter(fate).count() == 1);
    }

    @Test
    void staysInTheOrderOfLifeWithoutAccidents() {
        assertThat(plans(script(rates(0.1, 0.1, 1), Accidents.NONE), 5)).allSatisfy(plan -> {
            assertThat(plan).isSortedAccordingTo((a, b) -> Long.compare(a.afterMillis(), b.afterMillis()));
            assertThat(plan)
                    .allMatch(step -> step.postsAfterMillis().equals(List.of(step.afterMillis())))
                    .noneMatch(Plan.Step::late);
        });
    }

    @Test
    void losesAndRepeatsPosts() {
        List<List<Plan.Step>> plans = plans(script(rates(0, 0, 0), new Accidents(0.5, 0, 0.2, 0)), 5);
        List<Integer> posts = plans.stream()
                .flatMap(List::stream)
                .map(step -> step.postsAfterMillis().size())
                .toList();

        assertThat(posts.stream().filter(n -> n == 0).count() / (double) posts.size())
                .isCloseTo(0.2, within(0.01));
        assertThat(posts.stream().filter(n -> n == 2).count() / (double) posts.size())
                .isCloseTo(0.4, within(0.01));
    }

    @Test
    void changesTheOrderOfPostsButNotOfWhatHappened() {
        List<List<Plan.Step>> plans = plans(script(rates(0, 0, 1), new Accidents(0, 1, 0, 0)), 5);

        assertThat(plans).allSatisfy(plan -> assertThat(plan)
                .isSortedAccordingTo((a, b) -> Long.compare(a.afterMillis(), b.afterMillis())));
        assertThat(plans.stream()
                        .filter(plan -> plan.get(0).postsAfterMillis().get(0)
                                > plan.get(1).postsAfterMillis().get(0))
                        .count())
                .isGreaterThan(MANY / 3);
    }

    @Test
    void beginsWithAnEarlyPostWhereOneIsWanted() {
        assertThat(plans(script(rates(0, 0, 1), new Accidents(0, 1, 0, 1)), 5)).allMatch(Plan::isEarly);
        assertThat(plans(script(rates(0, 0, 1), Accidents.NONE), 5)).noneMatch(Plan::isEarly);
    }

    @Test
    void leavesOtherDecisionsAloneWhenOneRateChanges() {
        List<List<Plan.Step>> some = plans(script(rates(0.1, 0.2, 0), Accidents.NONE), 7);
        List<List<Plan.Step>> opened = plans(script(rates(0.1, 0.2, 1), Accidents.NONE), 7);

        for (int i = 0; i < MANY; i++) {
            assertThat(kinds(opened.get(i), Kind.OPENED)).isEqualTo(kinds(some.get(i), Kind.OPENED));
        }
    }

    private static List<Kind> kinds(List<Plan.Step> plan, Kind without) {
        return plan.stream()
                .map(Plan.Step::kind)
                .filter(kind -> kind != without)
                .toList();
    }

    private static double share(List<List<Plan.Step>> plans, Kind kind) {
        return plans.stream()
                        .filter(plan -> plan.stream().anyMatch(step -> step.kind() == kind))
                        .count()
                / (double) plans.size();
    }

    private static List<List<Plan.Step>> plans(FeedbackScript script, long seed) {
        return IntStream.range(0, MANY)
                .mapToObj(i -> Plan.of(script, seed, "message-" + i, "r" + i + "@x.example"))
                .toList();
    }

    private static Rates rates(double hard, double soft, double opened) {
        return new Rates(1, 0, 0, hard, soft, 1, 0, opened, 0, 0, 0);
    }

    private static FeedbackScript script(Rates rates, Accidents accidents) {
        return new FeedbackScript(rates, accidents, Duration.ofMillis(10), Duration.ofMillis(100), 1, 0);
    }
}
