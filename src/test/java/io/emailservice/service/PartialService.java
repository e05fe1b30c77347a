package io.emailservice.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.chaos.MissingPart;
import io.emailservice.config.ConfigFile;
import io.emailservice.config.Problems;
import java.nio.file.Path;
import java.util.Map;

/**
 * The service as a process of its own, perhaps without one of its parts: so programs show that they would notice. Arguments:
 * the missing part ({@code nothing} for the service as it is), the configuration file.
 */
final class PartialService {
    private PartialService() {}

    public static void main(String[] arguments) {
        Problems problems = new Problems();
        ObjectNode tree = ConfigFile.read(Path.of(arguments[1]), Map.of(), problems);
        ServiceConfig config = ServiceConfig.from(tree, problems);
        problems.throwIfAny();
        System.exit(new ServiceProcess(config, without(MissingPart.of(arguments[0]))).runUntilStopped());
    }

    private static ServiceParts without(MissingPart part) {
        return switch (part) {
            case NOTHING -> ServiceParts.WHOLE;
            case SETTLER -> Unplugged.settler();
            case FENCING -> Unplugged.fence();
            case ATTEMPT_ROW -> Unplugged.attemptRow();
        };
    }
}
