package io.emailservice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.ConfigFile;
import io.emailservice.config.InvalidConfiguration;
import io.emailservice.config.Printout;
import io.emailservice.config.Problems;
import io.emailservice.dev.ClaimBench;
import io.emailservice.dev.Demo;
import io.emailservice.dev.DevMode;
import io.emailservice.dev.SendBench;
import io.emailservice.dev.TwinProcess;
import io.emailservice.dev.WebhookBench;
import io.emailservice.service.ServiceConfig;
import io.emailservice.service.ServiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of email-service. */
@Command(
        name = "email-service",
        description = "Sends email for other programs, at campaign volume.",
        mixinStandardHelpOptions = true,
        version = "email-service 0.1.0",
        subcommands = {
            Main.Serve.class,
            Main.CheckConfig.class,
            Main.Migrate.class,
            ReplayCommand.class,
            Main.Dev.class,
            Main.DemoCommand.class,
            Main.TwinCommand.class,
            Main.Bench.class
        })
public final class Main {
    private static final int INVALID = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and returns its exit code: 0 for success, 1 for failure, 2 for wrong use or configuration. */
    static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure instanceof InvalidConfiguration ? failure.getMessage() : failure);
            return failure instanceof InvalidConfiguration ? INVALID : 1;
        });
        return line.execute(args);
    }

    /** Where the configuration is. */
    static final class ConfigOption {
        @Option(
                names = "--config",
                description = "YAML file (default: ${DEFAULT-VALUE}); the environment overrides it",
                defaultValue = "conf/email-service.yaml")
        private Path file = Path.of("conf/email-service.yaml");

        ServiceConfig read() {
            Problems problems = new Problems();
            ObjectNode tree = ConfigFile.read(file, System.getenv(), problems);
            ServiceConfig config = ServiceConfig.from(tree, problems);
            problems.throwIfAny();
            return config;
        }
    }

    @Command(name = "serve", description = "Runs the service until it is told to stop.")
    static final class Serve implements Callable<Integer> {
        @CommandLine.Mixin
        private final ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            return new ServiceProcess(config.read()).runUntilStopped();
        }
    }

    @Command(name = "check-config", description = "Checks the configuration and prints every effective value.")
    static final class CheckConfig implements Callable<Integer> {
        @CommandLine.Mixin
        private final ConfigOption config = new ConfigOption();

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(Printout.yaml(config.read()));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    @Command(name = "migrate", description = "Brings the database to this version's schema and ends.")
    static final class Migrate implements Callable<Integer> {
        @CommandLine.Mixin
        private final ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            return new ServiceProcess(config.read()).migrate();
        }
    }

    @Command(name = "dev", description = "Runs the service with its own PostgreSQL, Redis and provider twin.")
    static final class Dev implements Callable<Integer> {
        @Option(names = "--port", defaultValue = "8080", description = "HTTP port (default: ${DEFAULT-VALUE})")
        private int port;

        @Option(names = "--twin-port", defaultValue = "0", description = "port of the twin (default: any free one)")
        private int twinPort;

        @Override
        public Integer call() {
            return DevMode.run(port, twinPort, System.getenv());
        }
    }

    @Command(name = "demo", description = "Dev mode, and a blast of sample messages through BullMQ.")
    static final class DemoCommand implements Callable<Integer> {
        @Option(names = "--messages", defaultValue = "1000", description = "default: ${DEFAULT-VALUE}")
        private int messages;

        @Option(names = "--provider", defaultValue = "both", description = "mailgun, ses or both (the default)")
        private String provider = "both";

        @Option(names = "--port", defaultValue = "0", description = "HTTP port (default: any free one)")
        private int port;

        @Option(names = "--twin-port", defaultValue = "0", description = "port of the twin (default: any free one)")
        private int twinPort;

        @Override
        public Integer call() {
            return Demo.run(new Demo.Options(messages, provider, port, twinPort), System.getenv(), System.out);
        }
    }

    @Command(name = "twin", description = "Runs the stand-in for Mailgun and Amazon SES.")
    static final class TwinCommand implements Callable<Integer> {
        @Option(names = "--port", defaultValue = "8025", description = "default: ${DEFAULT-VALUE}")
        private int port;

        @Override
        public Integer call() {
            return TwinProcess.runUntilStopped(port);
        }
    }

    @Command(name = "bench", description = "Measures; the last line is JSON.")
    static final class Bench implements Callable<Integer> {
        @CommandLine.Parameters(
                index = "0",
                description =
                        "send: jobs to sent messages; claim: BullMQ jobs without work; webhooks: posts of Mailgun")
        private String what = "";

        @Option(names = "--messages", defaultValue = "20000", description = "per round (default: ${DEFAULT-VALUE})")
        private int messages;

        @Option(names = "--rounds", defaultValue = "3", description = "measured rounds (default: ${DEFAULT-VALUE})")
        private int rounds;

        @Option(
                names = "--peer",
                description =
                        "folder of the Node.js baseline (for claim: one with bullmq installed), to run it in turn")
        private Path peer = Path.of("");

        @Option(names = "--json", description = "print nothing but the JSON line")
        private boolean json;

        @Override
        public Integer call() {
            return switch (what) {
                case "send" ->
                    SendBench.run(new SendBench.Options(messages, rounds, peer, json), System.getenv(), System.out);
                case "claim" ->
                    ClaimBench.run(new ClaimBench.Options(messages, rounds, peer, json), System.getenv(), System.out);
                case "webhooks" ->
                    WebhookBench.run(
                            new WebhookBench.Options(messages, rounds, peer, json), System.getenv(), System.out);
                default -> throw new InvalidConfiguration(List.of("bench: must be one of [send, claim, webhooks]"));
            };
        }
    }
}
