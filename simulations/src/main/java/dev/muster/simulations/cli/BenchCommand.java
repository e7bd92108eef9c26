package dev.muster.simulations.cli;

import dev.muster.simulations.bench.BenchOptions;
import dev.muster.simulations.bench.BenchProblem;
import dev.muster.simulations.bench.BenchReport;
import dev.muster.simulations.bench.BenchRun;
import dev.muster.simulations.bench.BenchTable;
import dev.muster.simulations.report.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster bench}: how fast the scheduler of a cluster is, against how fast its server is. */
@Command(
    name = "bench",
    header = "Measures a cluster's scheduler from outside, with gangs that it submits.",
    description = {
      "",
      "First the API server itself is measured: creations and status patches, with 8 and with 32"
          + " calls in flight. Then the gangs are submitted and followed by watches: when each is"
          + " admitted, when all its pods have nodes, how often it was written. In the end all is"
          + " removed again, also when it is stopped by Ctrl-C; what was found is told before that.",
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
          + " and $${bench}; its pods are known by the label bench.muster.dev/gang=$${name} and have"
          + " to carry bench.muster.dev/run=$${bench} too.",
      "Virtual nodes carry the taint and the label bench.muster.dev/run=NAME, so that nobody else's pods"
          + " go there. Without --nodes the pods run for real.",
      "",
      "Exit: 0 every gang came as far as it had to, 1 some did not or it was stopped, 2 it could"
          + " not begin."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 240;
  private static final String STOPPING = "stopping";
  private static final String CLEARING = "stopping: what was made is removed first";
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,28}[a-z0-9])?");

  private final Terminal terminal;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "Which cluster, and as whom.")
  @SuppressWarnings("NullAway.Init") // required
  private Path kubeconfig;

  @Mixin
  @SuppressWarnings("NullAway.Init") // made by picocli
  private BenchLoad load;

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
      Runnable stop =
          () -> {
            progress.say(clean ? STOPPING : CLEARING);
            run.stop();
          };
      var halt = terminal.process().halt();
      try (var interruption = new Interruption(stop, halt, PATIENCE_SECONDS)) {
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
        return tell(run.clean(), progress);
      }
      var report =
          run.play(found -> {
            progress.close();
            print(found);
          });
      progress.close();
      if (report.isEmpty()) {
        terminal.error("stopped; everything that was made is removed");
      }
      return report.isPresent() && report.get().isComplete() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (BenchProblem problem) {
      progress.close();
      return refuse(problem);
    }
  }

  private int tell(Map<String, Integer> leftovers, StatusLine progress) {
    progress.close();
    if (leftovers.isEmpty()) {
      return ExitCode.DONE;
    }
    terminal.error("stopped; these stay behind until --clean is run again: " + leftovers);
    return ExitCode.FAILED;
  }

  private void print(BenchReport report) {
    switch (output) {
      case TABLE -> terminal.out().print(BenchTable.of(report));
      case JSON -> terminal.out().println(JsonText.of(report.toTree()));
    }
    terminal.out().flush();
    if (!report.isComplete()) {
      terminal.error("not every gang came as far as it had to within " + load.limit());
    }
  }

  private int refuse(BenchProblem problem) {
    terminal.error(String.valueOf(problem.getMessage()));
    terminal.err().println("  fix: " + problem.fix());
    terminal.err().flush();
    for (var also : problem.getSuppressed()) {
      terminal.error("and then: " + also.getMessage());
    }
    return ExitCode.USAGE;
  }

  private BenchOptions options() {
    load.within("--rate-calls", rateCalls, 0);
    if (!NAME.matcher(name).matches()) {
      throw load.usage("--name '%s': must be 1 to 30 of a-z, 0-9 and -".formatted(name));
    }
    return new BenchOptions(
        BenchLoad.read(kubeconfig),
        new BenchOptions.Place(name, namespace),
        load.load(),
        load.nodes(),
        new BenchOptions.Rates(rateCalls),
        new BenchOptions.Probe(
            metrics, schedulerPid > 0 ? OptionalLong.of(schedulerPid) : OptionalLong.empty()));
  }
}
