package io.emailservice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.google.errorprone.annotations.CheckReturnValue;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.emailservice.service.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The shape of the code: which room may know which, and what no room may do. */
@AnalyzeClasses(packages = "io.emailservice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.emailservice";

    /** Rooms from the ground up. A room may use the rooms of lower floors, and no other room of its own. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("message", 0),
            Map.entry("config", 0),
            Map.entry("bus", 1),
            Map.entry("ops", 1),
            Map.entry("render", 2),
            Map.entry("template", 2),
            Map.entry("tracking", 2),
            Map.entry("provider", 2),
            Map.entry("suppression", 2),
            Map.entry("store", 2),
            Map.entry("event", 2),
            Map.entry("limit", 2),
            Map.entry("queue", 3),
            Map.entry("intake", 3),
            Map.entry("api", 3),
            Map.entry("console", 3),
            Map.entry("webhook", 3),
            Map.entry("campaign", 3),
            Map.entry("delivery", 3),
            Map.entry("service", 4));

    /** They may use anything, and nothing but {@code Main} uses them. */
    private static final Set<String> STAGES = Set.of("", "dev", "twin");

    private static final String[] EDGES = {ROOT, ROOT + ".dev.."};
    private static final String[] DEPLOYERS = {ROOT, ROOT + ".service..", ROOT + ".dev..", ROOT + ".twin.."};

    private static final Map<Class<?>, Set<String>> BLOCKING = Map.of(
            Future.class, Set.of("await"),
            Thread.class, Set.of("sleep", "join"),
            CompletableFuture.class, Set.of("join", "get"),
            java.util.concurrent.Future.class, Set.of("get"),
            CountDownLatch.class, Set.of("await"));

    @ArchTest
    static final ArchRule arrowsPointDown =
            classes().should(new Arrows()).as("every room uses only rooms of lower floors");

    @ArchTest
    static final ArchRule messageKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(ROOT + ".message..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", ROOT + ".message..", "org.jspecify.annotations..", "com.google.errorprone.annotations..");

    @ArchTest
    static final ArchRule onlyTheServiceDeploysVerticles = noClasses()
            .that()
            .resideOutsideOfPackages(DEPLOYERS)
            .should(new Call(Map.of(Vertx.class, Set.of("deployVerticle"))));

    @ArchTest
    static final ArchRule nobodyBlocks = noClasses()
            .that()
            .resideOutsideOfPackages(EDGES)
            .and()
            // For the main thread, which has nothing else to do.
            .doNotBelongToAnyOf(Waiting.class)
            .should(new Call(BLOCKING))
            .as("nobody waits for a future or sleeps, but the edges of the program");

    @ArchTest
    static final ArchRule everybodyLogsWithSlf4j =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule packagesAreNamedAfterConcerns = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..");

    @ArchTest
    static final ArchRule everyRoomSaysWhatItIs =
            classes().should(new HavePackageInfo()).as("every package has a package-info with our annotations");

    /** The arrows of {@link #FLOORS}; sub-packages of one parent don't know each other. */
    private static final class Arrows extends ArchCondition<JavaClass> {
        private Arrows() {
            super("use only rooms of lower floors");
        }

        @Override
        public void check(JavaClass user, ConditionEvents events) {
            if (!STAGES.contains(room(user)) && !FLOORS.containsKey(room(user))) {
                events.add(SimpleConditionEvent.violated(user, user.getName() + " is in a room without a floor"));
            }
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                if (used.getPackageName().startsWith(ROOT) && !allowed(user, used)) {
                    events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                }
            }
        }

        private static boolean allowed(JavaClass user, JavaClass used) {
            String from = room(user);
            String to = room(used);
            if (STAGES.contains(from)) {
                return !to.isEmpty() || from.isEmpty();
            }
            if (from.equals(to)) {
                return related(user.getPackageName(), used.getPackageName());
            }
            return FLOORS.getOrDefault(to, Integer.MAX_VALUE) < FLOORS.getOrDefault(from, 0);
        }

        private static boolean related(String one, String other) {
            return one.equals(other) || one.startsWith(other + '.') || other.startsWith(one + '.');
        }

        private static String room(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).replaceFirst("\\..*", "");
        }
    }

    /** Call or refer to one of these methods, by owner. */
    private static final class Call extends ArchCondition<JavaClass> {
        private final Map<Class<?>, Set<String>> methods;

        private Call(Map<Class<?>, Set<String>> methods) {
            super("call " + methods);
            this.methods = methods;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
                    .forEach(use -> events.add(new SimpleConditionEvent(use, isOne(use), use.getDescription())));
        }

        private boolean isOne(JavaCodeUnitAccess<?> use) {
            return methods.entrySet().stream()
                    .anyMatch(entry -> entry.getValue().contains(use.getName())
                            && use.getTargetOwner().isAssignableTo(entry.getKey()));
        }
    }

    private static final class HavePackageInfo extends ArchCondition<JavaClass> {
        private HavePackageInfo() {
            super("have a package-info with @NullMarked and @CheckReturnValue");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            JavaPackage room = type.getPackage();
            boolean said = room.getName().equals(ROOT)
                    || (room.tryGetPackageInfo().isPresent()
                            && room.isAnnotatedWith(NullMarked.class)
                            && room.isAnnotatedWith(CheckReturnValue.class));
            events.add(new SimpleConditionEvent(type, said, room.getName() + " has no such package-info"));
        }
    }
}
