package dev.muster.simulations.cli;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.Parsed;
import dev.muster.simulations.live.demo.DemoOptions;
import dev.muster.simulations.live.demo.DemoResult;
import dev.muster.simulations.live.demo.DemoRun;
import dev.muster.simulations.live.demo.DemoTable;
import dev.muster.simulations.live.demo.UnusableFolder;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.scenario.Scenario;
import dev.muster.simulations.report.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster demo}: an embedded cluster with the scheduler at work, to watch and to join. */
@Command(
    name = "demo",
    header = "Starts a Kubernetes API of its own and schedules Ray clusters on it.",
    description = {
      "",
      "Nothing else is needed: API server, nodes, kubelets and Ray are embedded and virtual; the"
          + " scheduler is the real one and reaches them over TLS. kubectl works against it.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./muster demo",
      "  ./muster demo --scenario empty --nodes 4x64cpu+512Gi+4gpu:T4 --port 6443",
      "  ./muster demo --exit-when-done -o json",
      "  ./muster demo --data ~/my-cluster --scenario empty",
      "",
      "Exit: 0 the story ended or was stopped, 1 an invariant was violated or the story did not end,"
          + " 2 usage."
    })
public final class DemoCommand implements Callable<Integer> {
  static final class ScenarioChoice extends NamedChoice<Scenario> {
    ScenarioChoice() {
      super(Scenario.all(), Scenario::name);
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
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "three-teams",
      converter = ScenarioChoice.class,
      description = {
        "three-teams: 24 gangs of three teams (default).",
        "empty: nothing is submitted; runs until you stop it."
      })
  @SuppressWarnings("NullAway.Init") // has a default
  private Scenario scenario;

  @Option(
      names = "--nodes",
      paramLabel = "SPEC",
      defaultValue = "",
      description = "The machines, as 8x96cpu+1024Gi+8gpu:A100 (default: the scenario's).")
  private String nodes = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the API server on 127.0.0.1 (default: any free one).")
  private int port;

  @Option(
      names = "--kubeconfig-out",
      paramLabel = "FILE",
      defaultValue = ".muster/demo.kubeconfig",
      description = "Where to write the kubeconfig (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private Path kubeconfig;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Keep the cluster in this folder and go on with it at the next start, also after a crash:"
            + " objects, versions, tokens, certificate and port stay. Without it all ends with the"
            + " demo. --nodes counts at the first start only."
      })
  private @Nullable Path data;

  @Option(names = "--exit-when-done", description = "End when nothing more can happen by itself.")
  private boolean exitWhenDone;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "End after this time at the latest, as 90s or 10m.")
  private String limit = "0";

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "1",
      description = "Virtual pods run X times faster; the scheduler does not.")
  private double speed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = FormatChoice.class,
      description = "table (default): a live view; json: one document at the end.")
  @SuppressWarnings("NullAway.Init") // has a default
  private OutputFormat output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var run = new DemoRun(options(), terminal.clock(), screen());
    try (var interruption = new Interruption(run::stop, terminal.process().halt())) {
      int code = play(run);
      interruption.over(code);
      return code;
    }
  }

  private int play(DemoRun run) {
    try {
      return print(run.play());
    } catch (UnusableFolder failed) {
      terminal.error(String.valueOf(failed.getMessage()));
      terminal.err().println("  fix: " + failed.fix());
      terminal.err().flush();
      return ExitCode.FAILED;
    } catch (IOException failed) {
      return refuse(
          "cannot write " + failed.getMessage(), "name a writable file with --kubeconfig-out");
    } catch (UncheckedIOException failed) {
      return refuse(
          String.valueOf(failed.getMessage()), "name a free port with --port, or 0 for any");
    }
  }

  private int refuse(String problem, String fix) {
    terminal.error(problem);
    terminal.err().println("  fix: " + fix);
    terminal.err().flush();
    return ExitCode.USAGE;
  }

  private int print(DemoResult result) {
    if (output == OutputFormat.JSON) {
      terminal.out().println(JsonText.of(result.report()));
      terminal.out().flush();
    }
    result.violations().forEach(violation -> terminal.error("invariant violated: " + violation));
    if (exitWhenDone && !result.done()) {
      terminal.error("the story did not come to its end; what is left shows in the report");
      return ExitCode.FAILED;
    }
    return result.violations().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private DemoRun.Screen screen() {
    return switch (output) {
      case TABLE ->
          new DemoRun.Screen(
              terminal.out(), terminal.screens().out(), terminal.colour(), false, size());
      // Standard output belongs to the document; people still see progress on a terminal.
      case JSON -> new DemoRun.Screen(terminal.err(), true, false, !terminal.live(), size());
    };
  }

  private DemoTable.Size size() {
    var size = terminal.screens().size();
    return new DemoTable.Size(size.rows(), size.columns());
  }

  private DemoOptions options() {
    if (port < 0 || port > 65_535) {
      throw usage("--port is " + port + "; must be 0 to 65535");
    }
    if (!(speed > 0 && speed <= 1000)) {
      throw usage("--speed is " + speed + "; must be above 0, at most 1000");
    }
    var machines = nodes.isEmpty() ? scenario.nodes() : nodes;
    try {
      NodeSpec.parse(machines);
    } catch (IllegalArgumentException wrong) {
      throw usage("--nodes: " + wrong.getMessage());
    }
    return new DemoOptions(
        scenario, machines, port, kubeconfig, exitWhenDone, limit(), speed, data);
  }

  private long limit() {
    return switch (Durations.parse(limit)) {
      case Parsed.Amount amount when amount.value() >= 0 -> amount.value();
      case Parsed.Amount amount -> throw usage("--for " + limit + " is negative");
      case Parsed.Malformed malformed -> throw usage("--for: " + malformed.problem());
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
