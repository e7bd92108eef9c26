package dev.muster.simulations.cli;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.Parsed;
import dev.muster.simulations.bench.BenchOptions;
import dev.muster.simulations.bench.BenchProblem;
import dev.muster.simulations.bench.GangTemplate;
import dev.muster.simulations.bench.Mark;
import dev.muster.simulations.bench.Shape;
import dev.muster.simulations.live.operators.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a bench submits: which gangs, how many, how fast, and how far each has to come. */
final class BenchLoad {
  private static final int MOST = 1_000_000;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  @Option(
      names = "--gangs",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int gangs;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "5x1cpu",
      description =
          "The pods of each, as 1x2cpu,4x8cpu+64Gi+1gpu: one Job for each part (default:"
              + " ${DEFAULT-VALUE}).")
  private String shape = "5x1cpu";

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "Time from one gang to the next, as 100ms (default: all at once).")
  private String every = "0";

  @Option(
      names = "--nodes",
      paramLabel = "SPEC",
      defaultValue = "",
      description = "Virtual nodes to make for them, as 100x8gpu (default: the cluster's own).")
  private String nodes = "";

  @Option(
      names = "--no-pods",
      description = "Nobody makes the pods: admissions alone are measured.")
  private boolean noPods;

  @Option(
      names = "--run",
      paramLabel = "SECONDS",
      defaultValue = "-1",
      description =
          "Pods end after this time where kubelets are virtual, and gangs are followed until they"
              + " succeeded (default: until their pods have nodes).")
  private int runSeconds;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      defaultValue = "busybox:1.37",
      description = "What the pods run, by sleep (default: ${DEFAULT-VALUE}).")
  private String image = "busybox:1.37";

  @Option(
      names = "--template",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "Submit this object instead of AppWrappers of --shape; see below.")
  private Optional<Path> template = Optional.empty();

  @Option(
      names = "--admitted",
      paramLabel = "MARK",
      defaultValue = "QuotaReserved",
      description =
          "What shows that one is admitted: a condition's type, or a path and its value (default:"
              + " ${DEFAULT-VALUE}).")
  private String admitted = "QuotaReserved";

  @Option(
      names = "--pods-per-gang",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many pods of each gang of --template have to get nodes (default: 0).")
  private int podsPerGang;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "When to give up, from the first gang on (default: ${DEFAULT-VALUE}).")
  private String limit = "10m";

  String limit() {
    return limit;
  }

  List<NodeSpec> nodes() {
    return nodes.isEmpty() ? List.of() : parsed("--nodes", NodeSpec::parse, nodes);
  }

  BenchOptions.Load load() {
    within("--gangs", gangs, 1);
    within("--pods-per-gang", podsPerGang, 0);
    var gang = template.isPresent() ? templated(template.get()) : shaped();
    var end =
        runSeconds >= 0
            ? BenchOptions.End.SUCCEEDED
            : noPods || gang.pods() == 0 ? BenchOptions.End.ADMITTED : BenchOptions.End.BOUND;
    return new BenchOptions.Load(
        gang, gangs, duration("--every", every), end, duration("--for", limit));
  }

  private GangTemplate shaped() {
    var pods = new Shape.Pods(noPods, !nodes.isEmpty(), runSeconds, image);
    var gang = parsed("--shape", Shape::parse, shape).asGangs(pods);
    return new GangTemplate(
        gang.title(),
        gang.tree(),
        gang.pods(),
        parsed("--admitted", Mark::parse, admitted),
        gang.succeeded());
  }

  private GangTemplate templated(Path file) {
    return GangTemplate.read(
        file.toString(),
        read(file),
        podsPerGang,
        parsed("--admitted", Mark::parse, admitted),
        Mark.parse("Complete"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new BenchProblem(
          "cannot read " + file + ": " + unreadable.getClass().getSimpleName(),
          "name a file that is there, and yours to read");
    }
  }

  private <T> T parsed(String option, Function<String, T> parse, String text) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw usage(option + ": " + wrong.getMessage());
    }
  }

  private long duration(String option, String text) {
    return switch (Durations.parse(text)) {
      case Parsed.Amount amount when amount.value() >= 0 -> amount.value();
      case Parsed.Amount amount -> throw usage(option + " " + text + " is negative");
      case Parsed.Malformed malformed -> throw usage(option + ": " + malformed.problem());
    };
  }

  void within(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw usage("%s is %d; must be %d to %d".formatted(option, value, least, MOST));
    }
  }

  ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
