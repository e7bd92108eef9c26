package dev.muster.simulations.cli;

import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Part;
import dev.muster.simulations.live.operators.VirtualNodes;
import dev.muster.simulations.live.remote.RemoteOptions;
import dev.muster.simulations.live.remote.RemoteRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster operators}: virtual nodes and Ray for a cluster that has neither. */
@Command(
    name = "operators",
    header = "Runs virtual nodes and a Ray operator on any cluster.",
    description = {
      "",
      "A plain control plane has nobody who runs pods, and nobody who knows Ray. This does both,"
          + " virtually: nodes are mere objects, pods on them start and end as their annotations"
          + " say, and RayClusters and RayJobs get their pods, Services and states as from Ray's"
          + " own operator. PyTorchJobs, JobSets and InferenceServices get theirs if --only names"
          + " their operators. Scheduling, Jobs, Deployments, StatefulSets and garbage collection"
          + " are left to the cluster, unless --only names them.",
      "",
      "Pods on any other node are never touched. Run one of these at a time per cluster. It holds"
          + " no state: stop it and start it again whenever you like.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nHow a pod on a virtual node behaves, by its annotations:%n",
    footer = {
      "  demo.muster.dev/run-seconds: \"60\"     it ends after that time; without it, never",
      "  demo.muster.dev/exit-code: \"1\"        and it ends so",
      "  demo.muster.dev/start-seconds: \"5\"    it takes so long to start",
      "  demo.muster.dev/stuck: \"true\"         it never starts",
      "  demo.muster.dev/ignore-deletion: \"true\"   it does not end when asked to",
      "",
      "Examples:",
      "  ./muster operators --kubeconfig ~/.kube/config --nodes 4x8gpu --install-crds",
      "  ./muster operators --kubeconfig kube.yaml --only kubelet --speed 10",
      "  kubectl delete nodes -l demo.muster.dev/virtual-node     to be rid of the nodes",
      "",
      "Exit: 0 it was stopped, 1 it broke down, 2 usage, or the cluster lacks what it needs."
    })
public final class OperatorsCommand implements Callable<Integer> {
  private static final String PARTS =
      Arrays.stream(Part.values()).map(Part::word).collect(Collectors.joining(", "));

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "Which cluster, and as whom; never guessed.")
  @SuppressWarnings("NullAway.Init") // required
  private Path kubeconfig;

  @Option(
      names = "--nodes",
      paramLabel = "SPEC",
      defaultValue = "",
      description = {
        "Virtual nodes to create where they are missing, as 8x96cpu+1024Gi+8gpu:A100 (default:"
            + " none; those of an earlier run are used)."
      })
  private String nodes = "";

  @Option(
      names = "--no-heartbeats",
      description = "Do not renew the nodes' leases; for clusters that do not mind.")
  private boolean noHeartbeats;

  @Option(
      names = "--only",
      paramLabel = "PART,...",
      split = ",",
      defaultValue = "kubelet,ray",
      description = {
        "What to run: kubelet, ray (both by default), pytorch, jobset, kserve, job, deployment,"
            + " statefulset, scheduler. The last four are for clusters without their own."
      })
  private List<String> only = List.of();

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "1",
      description = "Virtual pods run X times faster.")
  private double speed;

  @Option(
      names = "--install-crds",
      description =
          "Create the definitions of RayCluster and RayJob, and of whatever else --only names, where"
              + " they are missing.")
  private boolean installCrds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  OperatorsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RemoteRun run;
    try {
      run = new RemoteRun(options(), terminal.clock(), this::say);
    } catch (IOException unreadable) {
      return refuse(List.of("cannot read " + unreadable.getMessage()));
    }
    try (var interruption = new Interruption(run::stop, terminal.process().halt())) {
      int code = run(run);
      interruption.over(code);
      return code;
    }
  }

  private int run(RemoteRun run) {
    try {
      var outcome = run.run();
      if (outcome.broken() != null) {
        terminal.error("broke down: " + outcome.broken());
        return ExitCode.FAILED;
      }
      return outcome.problems().isEmpty() ? ExitCode.DONE : refuse(outcome.problems());
    } catch (IllegalArgumentException wrong) {
      return refuse(List.of(kubeconfig + ": " + wrong.getMessage()));
    }
  }

  private int refuse(List<String> problems) {
    problems.forEach(terminal::error);
    return ExitCode.USAGE;
  }

  private void say(String line) {
    synchronized (terminal.err()) {
      terminal.err().println(line);
      terminal.err().flush();
    }
  }

  private RemoteOptions options() throws IOException {
    if (!(speed > 0 && speed <= 1000)) {
      throw usage("--speed is " + speed + "; must be above 0, at most 1000");
    }
    List<NodeSpec> groups = List.of();
    try {
      groups = nodes.isEmpty() ? groups : NodeSpec.parse(nodes);
    } catch (IllegalArgumentException wrong) {
      throw usage("--nodes: " + wrong.getMessage());
    }
    var wish = new VirtualNodes.Wish(groups, !noHeartbeats);
    return new RemoteOptions(Files.readString(kubeconfig), parts(), wish, speed, installCrds);
  }

  private SortedSet<Part> parts() {
    var parts = EnumSet.noneOf(Part.class);
    for (String word : only) {
      parts.add(
          Part.of(word).orElseThrow(() -> usage("--only: '" + word + "' is none of " + PARTS)));
    }
    return new TreeSet<>(parts);
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
