package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real kubectl as a process, at home in a folder of its own with its kubeconfig. */
public final class Kubectl {
  private static final int OLDEST_MINOR = 32;
  private static final Pattern VERSION = Pattern.compile("Client Version: v1\\.(\\d+)");

  /** What came of a command. */
  public record Result(int code, String out, String err) {
    /** Its output, if it went well. */
    public String ok() {
      assertThat(code).as(err).isZero();
      return out;
    }
  }

  private final String program;
  private final Path home;
  private final Map<String, String> variables;

  private Kubectl(String program, Path home, Map<String, String> variables) {
    this.program = program;
    this.home = home;
    this.variables = variables;
  }

  /**
   * The one of {@code MUSTER_KUBECTL} or the path, with this kubeconfig; the test is skipped where
   * there is none that is new enough.
   */
  public static Kubectl with(String kubeconfig) {
    try {
      var home = Files.createTempDirectory("muster-kubectl");
      var config = Files.writeString(home.resolve("config"), kubeconfig);
      return find(home, Map.of("HOME", home.toString(), "KUBECONFIG", config.toString()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The same as whoever runs the tests has it, with the variable {@code KUBECONFIG}. */
  static Kubectl ofCaller() {
    return find(Path.of("."), Map.of());
  }

  private static Kubectl find(Path home, Map<String, String> variables) {
    return firstNewEnough(home, variables)
        .orElseGet(() ->
            Assumptions.abort(
                "SKIPPED: there is no kubectl of 1.32 or later on the path or in MUSTER_KUBECTL"));
  }

  private static Optional<Kubectl> firstNewEnough(Path home, Map<String, String> variables) {
    var named = Stream.ofNullable(System.getenv("MUSTER_KUBECTL"));
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    var onPath = Stream.of(path.split(":")).map(folder -> folder + "/kubectl");
    return Stream.concat(named, onPath)
        .filter(program -> Files.isExecutable(Path.of(program)))
        .map(program -> new Kubectl(program, home, variables))
        .filter(Kubectl::isNewEnough)
        .findFirst();
  }

  private boolean isNewEnough() {
    var version = VERSION.matcher(run("version", "--client").out());
    return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR;
  }

  /** Runs a command to its end. */
  public Result run(String... arguments) {
    return runWith("", arguments);
  }

  /** Runs a command with something on its standard input. */
  public Result runWith(String input, String... arguments) {
    try (var running = follow(arguments)) {
      running.type(input);
      int code = running.exit();
      return new Result(code, running.outText(), String.join("\n", running.err()));
    }
  }

  /** Runs a command to its end that opens an editor, which is this command. */
  public Result edit(String editor, String... arguments) {
    try (var running = start(Map.of("KUBE_EDITOR", editor), arguments)) {
      running.type("");
      int code = running.exit();
      return new Result(code, running.outText(), String.join("\n", running.err()));
    }
  }

  /** Starts a command that goes on. */
  public Program follow(String... arguments) {
    return start(Map.of(), arguments);
  }

  private Program start(Map<String, String> others, String... arguments) {
    var command = new ArrayList<String>();
    command.add(program);
    command.addAll(List.of(arguments));
    var all = new TreeMap<>(others);
    all.putAll(variables);
    return Program.start(home, all, command);
  }
}
