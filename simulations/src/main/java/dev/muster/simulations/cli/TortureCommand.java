package dev.muster.simulations.cli;

import dev.muster.simulations.report.JsonText;
import dev.muster.simulations.torture.Result;
import dev.muster.simulations.torture.Tally;
import dev.muster.simulations.torture.Torture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster torture}: the production scheduler in a hostile world, seed by seed. */
@Command(
    name = "torture",
    header = "Runs the production scheduler under injected faults and checks every write.",
    description = {
      "",
      "Each seed is an hour of a cluster in virtual time: gangs, users with bad timing, and faults"
          + " between the scheduler and its API server. The same seed comes to the same writes on"
          + " every machine. A seed that breaks a rule is made as short as it gets and written to a"
          + " file, which --replay plays again.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./muster torture --seeds 0..99",
      "  ./muster torture --seeds 0..999 --profile leaders -o json",
      "  ./muster torture --replay torture-mixed-42.txt --narrate",
      "",
      "Profiles:",
      "  calm      users alone; nothing goes wrong",
      "  calls     calls are lost, doubled, late and refused",
      "  watches   watches are late, silent, cut, and tell things twice",
      "  crashes   schedulers end at their writes",
      "  leaders   leaders are frozen, cut off and slow, and wake up late",
      "  world     nodes and pods fail, strangers take room, the webhook is away",
      "  users     people edit, suspend, delete and recreate, and submit nonsense",
      "  mixed     some of everything (default)",
      "  bare      some of everything, and jobs that are queued though nothing wraps them",
      "",
      "Exit: 0 nothing was broken, 1 something was, 2 usage or an unreadable file."
    })
public final class TortureCommand implements Callable<Integer> {
  static final class ProfileChoice extends NamedChoice<String> {
    ProfileChoice() {
      super(Torture.profiles(), name -> name);
    }
  }

  private static final int MOST_SHRUNK = 3;
  private static final int MOST_THREADS = 256;
  private final Terminal terminal;
  private final Tally tally = new Tally();
  private volatile boolean stopped;
  private int shrunk;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
  private CommandSpec command;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      defaultValue = Option.NULL_VALUE,
      description = "Which seeds to play, both ends included; one number is one seed.")
  private Optional<String> seeds = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "mixed",
      converter = ProfileChoice.class,
      description = "What goes wrong; see below (default: mixed).")
  private String profile = "mixed";

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      defaultValue = Option.NULL_VALUE,
      description = "Play this script instead of seeds.")
  private Optional<Path> replay = Optional.empty();

  @Option(
      names = "--narrate",
      description = "With --replay: tell every write, in a line each, on standard output.")
  private boolean narrate;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where to write the scripts of the first three failures (default: here).")
  private Path keep = Path.of(".");

  @Option(
      names = "--fail-fast",
      description = "Stop at the first seed that breaks a rule, and do not make it shorter.")
  private boolean failFast;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seeds side by side (default: one for each processor).")
  private int threads;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = ReplayCommand.FormatChoice.class,
      description = "table (default) or json.")
  @SuppressWarnings("NullAway.Init") // has a default
  private OutputFormat output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  public TortureCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    if (seeds.isPresent() == replay.isPresent()) {
      throw usage("give either --seeds A..B or --replay FILE");
    }
    if (!Files.isDirectory(keep)) {
      throw usage("--keep: " + keep + " is no folder");
    }
    if (narrate && output == OutputFormat.JSON) {
      throw usage("--narrate is for people: it does not go with -o json");
    }
    if (threads < 0 || threads > MOST_THREADS) {
      throw usage("--threads is " + threads + "; must be 1 to " + MOST_THREADS);
    }
    if (narrate && replay.isEmpty()) {
      throw usage("--narrate tells one script: it needs --replay FILE");
    }
    return replay.isPresent() ? replay(replay.get()) : play(range(seeds.orElseThrow()));
  }

  private int replay(Path file) {
    Result result;
    try {
      Optional<Consumer<String>> listener =
          narrate ? Optional.of(line -> terminal.out().println(line)) : Optional.empty();
      result = Torture.play(Files.readString(file), TortureCommand::processorTime, listener);
    } catch (IOException unreadable) {
      terminal.error("--replay: cannot read " + unreadable.getMessage());
      return ExitCode.USAGE;
    } catch (IllegalArgumentException wrong) {
      terminal.error("--replay: " + file + ": " + wrong.getMessage());
      return ExitCode.USAGE;
    }
    tally.add(result);
    result.violations().forEach(violation -> terminal.err().println("broken: " + violation));
    return print(result.name());
  }

  private int play(SeedRange range) throws InterruptedException, ExecutionException {
    int side = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (var status = new StatusLine(terminal);
        var pool = Executors.newFixedThreadPool(side)) {
      var running = new ArrayList<Future<?>>();
      for (long first = range.from(); first < range.from() + side; first++) {
        long begin = first;
        running.add(
            pool.submit(() -> {
              boolean done = false;
              try {
                for (long seed = begin; seed <= range.to() && !stopped; seed += side) {
                  one(seed, range, status);
                }
                done = true;
              } finally {
                stopped |= !done; // what went wrong is told at once, not after all the others
              }
            }));
      }
      for (var each : running) {
        each.get();
      }
    }
    long all = range.size();
    var part = tally.seeds() < all ? " (" + tally.seeds() + " of them)" : "";
    return print(profile + " " + range.from() + ".." + range.to() + part);
  }

  private void one(long seed, SeedRange range, StatusLine status) {
    var script = Torture.script(profile, seed);
    var result = Torture.play(script, TortureCommand::processorTime, Optional.empty());
    tally.add(result);
    status.accept(
        "%d of %d seeds, %d broken, %d faults"
            .formatted(tally.seeds(), range.size(), tally.failed(), tally.faultCount()));
    if (!result.passed()) {
      failed(seed, script, result, status);
    }
  }

  /** Says what broke and, of the first few, how little it takes. */
  private synchronized void failed(long seed, String script, Result result, StatusLine status) {
    status.say("broken: seed " + seed + " of " + profile + ": " + result.violations().getFirst());
    stopped |= failFast;
    if (failFast || shrunk >= MOST_SHRUNK) {
      status.say("  again: ./muster torture --profile " + profile + " --seeds " + seed);
      return;
    }
    shrunk++;
    var small =
        Torture.shrink(script, left -> status.accept("seed " + seed + ": " + left + " lines left"));
    Torture.sentences(small).forEach(line -> status.say("  " + line));
    var file = keep.resolve("torture-" + profile + "-" + seed + ".txt");
    try {
      Files.writeString(file, small);
      status.say("  again: ./muster torture --replay " + file + " --narrate");
    } catch (IOException unwritable) {
      status.say("  error: --keep: cannot write " + unwritable.getMessage());
    }
  }

  private int print(String name) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("name", name);
    tree.put("version", VersionCommand.version());
    tree.put("commit", Checkout.commit());
    tree.putAll(tally.toTree());
    terminal
        .out()
        .print(
            switch (output) {
              case JSON -> JsonText.of(tree) + "\n";
              case TABLE -> TortureTable.of(name, tally, Checkout.commit());
            });
    terminal.out().flush();
    return tally.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private SeedRange range(String text) {
    try {
      return SeedRange.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw usage("--seeds " + wrong.getMessage());
    }
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
