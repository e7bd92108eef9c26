package dev.muster.simulations.cli;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.Parsed;
import dev.muster.simulations.bench.BenchOptions;
import dev.muster.simulations.bench.BenchProblem;
import dev.muster.simulations.bench.BenchReport;
import dev.muster.simulations.bench.BenchRun;
import dev.muster.simulations.bench.BenchTable;
import dev.muster.simulations.bench.GangTemplate;
import dev.muster.simulations.bench.Mark;
import dev.muster.simulations.bench.Shape;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.report.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster bench}: how fast the scheduler of a cluster is, against how fast its server is. */
@Command(
    name = "bench",
    header = "Measures a cluster's scheduler from outside, with gangs that it submits.",
    description = {
      "",
      "First the API server itself is measured: creations and status patches, with 8 and with 32"
          + " calls in flight. Then the gangs are submitted and followed by watches: when each is"
          + " admitted, when all its pods have nodes, how often it was written. In the end all is"
          + " removed again, also when it is stopped by Ctrl-C.",
      "",
      "The scheduler has to run already; this starts none.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./muster bench --kubeconfig FILE --nodes 100x8gpu --gangs 1000 --shape 5x1cpu",
      "  ./muster bench --kubeconfig FILE --nodes 100x8gpu --gangs 300 --every 100ms --no-pods",
      "  ./muster bench --kubeconfig FILE --template job.yaml --admitted .spec.suspend=false"
          + " --pods-per-gang 5",
      "",
      "A template is one object of any kind. In its texts stand $${name} of the gang, $${namespace}"
          + " and $${bench}; its pods are known by the label muster.dev/bench-gang=$${name} and have"
          + " to carry muster.dev/bench=$${bench} too.",
      "Virtual nodes carry the taint and the label muster.dev/bench=NAME, so that nobody else's pods"
          + " go there. Without --nodes the pods run for real.",
      "",
      "Exit: 0 every gang came as far as it had to, 1 some did not or it was stopped, 2 it could"
          + " not begin."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 240;
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,28}[a-z0-9])?");
  private static final int MOST = 1_000_000;

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "Which cluster, and as whom.")
  @SuppressWarnings("NullAway.Init") // required
  private Path kubeconfig;

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
      names = "--rate-calls",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Calls of each kind by which the server is measured; 0 = none (default:"
              + " ${DEFAULT-VALUE}).")
  private int rateCalls;

  @Option(
      names = "--metrics",
      paramLabel = "URL",
      defaultValue = Option.NULL_VALUE,
      description = "The scheduler's /metrics: its CPU, memory and calls.")
  private Optional<URI> metrics = Optional.empty();

  @Option(
      names = "--scheduler-pid",
      paramLabel = "N",
      defaultValue = "0",
      description = "The scheduler's process on this machine: its CPU and memory.")
  private long schedulerPid;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "bench",
      description = "Begins the names of all that is made (default: ${DEFAULT-VALUE}).")
  private String name = "bench";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Where gangs and pods go; has to exist (default: ${DEFAULT-VALUE}).")
  private String namespace = "default";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "When to give up, from the first gang on (default: ${DEFAULT-VALUE}).")
  private String limit = "10m";

  @Option(names = "--clean", description = "Only remove what a bench of this name left behind.")
  private boolean clean;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = DemoCommand.FormatChoice.class,
      description = "table (default) or json.")
  @SuppressWarnings("NullAway.Init") // has a default
  private OutputFormat output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      var nanoTime = terminal.process().nanoTime();
      var progress = new StatusLine(terminal);
      var run = new BenchRun(options(), terminal.clock(), nanoTime, progress);
      var halt = terminal.process().halt();
      try (var interruption = new Interruption(run::stop, halt, PATIENCE_SECONDS)) {
        int code = play(run, progress);
        interruption.over(code);
        return code;
      }
    } catch (BenchProblem problem) {
      return refuse(problem);
    }
  }

  private int play(BenchRun run, StatusLine progress) {
    try (progress) {
      if (clean) {
        run.clean();
        return ExitCode.DONE;
      }
      var report = run.play();
      progress.close();
      report.ifPresentOrElse(
          this::print, () -> terminal.error("stopped; everything that was made is removed"));
      return report.isPresent() && report.get().isComplete() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (BenchProblem problem) {
      progress.close();
      return refuse(problem);
    }
  }

  private void print(BenchReport report) {
    switch (output) {
      case TABLE -> terminal.out().print(BenchTable.of(report));
      case JSON -> terminal.out().println(JsonText.of(report.toTree()));
    }
    terminal.out().flush();
    if (!report.isComplete()) {
      terminal.error("not every gang came as far as it had to within " + limit);
    }
  }

  private int refuse(BenchProblem problem) {
    terminal.error(String.valueOf(problem.getMessage()));
    terminal.err().println("  fix: " + problem.fix());
    terminal.err().flush();
    return ExitCode.USAGE;
  }

  private BenchOptions options() {
    within("--gangs", gangs, 1);
    within("--rate-calls", rateCalls, 0);
    within("--pods-per-gang", podsPerGang, 0);
    if (!NAME.matcher(name).matches()) {
      throw usage("--name '%s': must be 1 to 30 of a-z, 0-9 and -".formatted(name));
    }
    return new BenchOptions(
        read(kubeconfig),
        new BenchOptions.Place(name, namespace),
        load(),
        nodes.isEmpty() ? List.of() : parsed("--nodes", NodeSpec::parse, nodes),
        new BenchOptions.Rates(rateCalls),
        new BenchOptions.Probe(
            metrics, schedulerPid > 0 ? OptionalLong.of(schedulerPid) : OptionalLong.empty()));
  }

  private BenchOptions.Load load() {
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

  private static String read(Path file) {
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

  private void within(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw usage("%s is %d; must be %d to %d".formatted(option, value, least, MOST));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
