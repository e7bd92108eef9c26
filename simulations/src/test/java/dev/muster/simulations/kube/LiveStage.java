package dev.muster.simulations.kube;

import dev.muster.simulations.Program;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Schedulers that are processes of their own. */
final class LiveStage {
  private LiveStage() {}

  /** Starts a scheduler with these arguments alone. */
  static Program scheduler(Path folder, String... arguments) {
    var start = Stream.of("-cp", Program.jar().toString(), "dev.muster.scheduler.SchedulerMain");
    return Program.java(folder, Stream.concat(start, Stream.of(arguments)).toArray(String[]::new));
  }
}
