package dev.muster.simulations.cli;

import dev.muster.simulations.report.JobsTable;
import dev.muster.simulations.report.JsonText;
import dev.muster.simulations.report.Replayed;
import dev.muster.simulations.report.Summary;
import dev.muster.simulations.report.SummaryTable;
import dev.muster.simulations.trace.BadInput;
import dev.muster.simulations.trace.Trace;
import dev.muster.simulations.trace.TraceFile;
import dev.muster.simulations.world.ClusterSpec;
import dev.muster.simulations.world.Replay;
import dev.muster.simulations.world.Screening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster replay}: a recorded workload through the production code. */
@Command(
    name = "replay",
    header = "Replays a recorded workload through the production scheduler.",
    description = {
      "",
      "Every decision is made by the code that schedules a real cluster; only the cluster and its"
          + " clock are simulated. Invariants are checked after every instant.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples (in the folder that holds the sources):%n",
    footer = {
      "  ./muster replay --trace simulations/samples/small.csv --cluster 4x4gpu",
      "  ./muster replay --trace simulations/samples/small.csv \\",
      "    --cluster 2x4gpu,1x8gpu --policy muster-strict -o json",
      "",
      "Exit: 0 done, 1 an invariant was violated, 2 usage or bad input."
    })
public final class ReplayCommand implements Callable<Integer> {
  static final class PolicyChoice extends NamedChoice<Policy> {
    PolicyChoice() {
      super(Policy.ALL, Policy::name);
    }
  }

  static final class FormatChoice extends NamedChoice<OutputFormat> {
    FormatChoice() {
      super(Arrays.asList(OutputFormat.values()), OutputFormat::word);
    }
  }

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  @Option(
      names = "--trace",
      required = true,
      paramLabel = "FILE",
      description = "Jobs to replay: CSV, plain or gzipped; its first line tells the format.")
  @SuppressWarnings("NullAway.Init") // required
  private Path trace;

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "SPEC",
      description = {
        "Nodes: COUNTxSHAPE[:MODEL][@QUEUE], comma-separated;",
        "SHAPE is 8gpu, 96cpu, 384Gi joined by +. CPU or memory that is not named is unlimited;"
            + " with @QUEUE each queue has its own nodes only."
      })
  @SuppressWarnings("NullAway.Init") // required
  private String cluster;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "muster",
      converter = PolicyChoice.class,
      description = {
        "muster: what fits may pass what does not (default).",
        "muster-strict: first come, first served; who does not fit stops the queue."
      })
  @SuppressWarnings("NullAway.Init") // has a default
  private Policy policy;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "2147483647",
      showDefaultValue = Visibility.NEVER,
      description = "Keep only the first N arrivals.")
  private int limit;

  @Option(
      names = "--jobs",
      paramLabel = "OUT.csv",
      defaultValue = Option.NULL_VALUE,
      description = "Also write one row per job, with its nodes.")
  private Optional<Path> jobs = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = FormatChoice.class,
      description = "table (default) or json.")
  @SuppressWarnings("NullAway.Init") // has a default
  private OutputFormat output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  public ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw usage("--limit is " + limit + "; must be at least 1");
    }
    var spec = spec();
    try {
      var summary = replay(spec, TraceFile.read(trace).first(limit));
      return print(summary);
    } catch (BadInput e) {
      terminal.error(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (IOException e) {
      terminal.error("--jobs: cannot write " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private Replayed replay(ClusterSpec spec, Trace read) {
    var screening = Screening.of(spec, read.jobs());
    warn(screening);
    var progress = new Progress(terminal, screening.accepted().size());
    var measured = new MeasuredPolicy(policy.planner().get(), terminal.process().nanoTime());
    var result = new Replay(spec, policy.discipline(), measured).run(screening, progress);
    progress.close();
    var costs =
        new Replayed.Costs(measured.nanos(), terminal.process().millisSinceStart().getAsLong());
    return new Replayed(policy.name(), policy.place(), read, spec, result, costs);
  }

  private int print(Replayed replayed) throws IOException {
    var table = JobsTable.text(replayed.result().outcomes());
    if (jobs.isPresent()) {
      Files.writeString(jobs.get(), table);
    }
    var summary = new Summary(replayed, table);
    terminal
        .out()
        .print(
            switch (output) {
              case JSON -> JsonText.of(summary.toTree()) + "\n";
              case TABLE -> SummaryTable.of(summary);
            });
    terminal.out().flush();
    return replayed.result().invariants().violations() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ClusterSpec spec() {
    try {
      return ClusterSpec.parse(cluster);
    } catch (IllegalArgumentException e) {
      throw usage("--cluster: " + e.getMessage());
    }
  }

  private void warn(Screening screening) {
    var counts = new TreeMap<String, Integer>();
    screening.refused().forEach(r -> counts.merge(r.reason().word(), 1, Integer::sum));
    counts.forEach((reason, count) ->
        terminal.err().println("warning: " + count + " jobs left out: " + reason));
    terminal.err().flush();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
