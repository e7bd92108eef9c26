package dev.muster.simulations.kube;

import dev.muster.simulations.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Schedulers that are processes of their own. */
final class LiveStage {
  /** A configuration for where no webhook records who submits what. */
  static final String UNCHECKED = "appwrapper: {userRBACAdmissionCheck: false}\n";

  private LiveStage() {}

  /** Starts a scheduler with these arguments, to which everybody may create everything. */
  static Program unchecked(Path folder, String... arguments) throws IOException {
    Files.writeString(folder.resolve("unchecked.yaml"), UNCHECKED);
    var all = Stream.concat(Stream.of("--config", "unchecked.yaml"), Stream.of(arguments));
    return scheduler(folder, all.toArray(String[]::new));
  }

  /** Starts a scheduler with these arguments alone. */
  static Program scheduler(Path folder, String... arguments) {
    var start = Stream.of("-cp", Program.jar().toString(), "dev.muster.scheduler.SchedulerMain");
    return Program.java(folder, Stream.concat(start, Stream.of(arguments)).toArray(String[]::new));
  }
}
