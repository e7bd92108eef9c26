package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One kubectl in front of the embedded server and one in front of a real one. What each says of the
 * same command is compared whole, but for what differs from one run to the next on the same server:
 * uids, versions of objects, times, ages, addresses and temporary files. Each test fails if
 * anything in it was different.
 */
@SuppressWarnings("NullAway.Init") // all is there before the first test
public final class KubectlPair implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private record Mask(Pattern pattern, String stand) {
    static Mask of(String pattern, String stand) {
      return new Mask(Pattern.compile(pattern), stand);
    }
  }

  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

  private static final List<Mask> MASKS =
      List.of(
          Mask.of("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID"),
          Mask.of("(resourceVersion\"?: )\"\\d+\"", "$1VERSION"),
          Mask.of("(Resource Version: +)\\d+", "$1VERSION"),
          Mask.of("\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+(Z| [+]0000)", "TIME"),
          Mask.of("(?m)\\w{3}, \\d\\d \\w{3} \\d{4} [0-9:]+ [+]0000", "TIME"),
          Mask.of("https?://127.0.0.1:\\d+", "SERVER"),
          Mask.of("10[.]\\d+[.]\\d+[.]\\d+", "ADDRESS"),
          Mask.of("(LIVE|MERGED|kubectl-edit)-\\d+([.]yaml)?", "FILE"),
          Mask.of(Pattern.quote(TEMPORARY) + "/+muster-kubectl\\d+", "HOME"),
          Mask.of("(?m)(\\s)\\d+(s|m|m\\d+s)( ago)?(?=\\s|$)", "$1AGE"),
          Mask.of("(?m)^[IWE]\\d{4} .*very short watch.*\\R?", ""),
          // It has what it waited for, and gives up a watch that was just being opened.
          Mask.of("(?m)^[IWE]\\d{4} .*Failed to watch.*context canceled.*\\R?", ""),
          Mask.of("(?m)^[IWE]\\d{4} [0-9:.]+ +\\d+ ", "LOG "),
          Mask.of("(Expected resource version to be 1, was )\\d+", "$1VERSION"),
          Mask.of(
              "patch: Invalid value: \"\\{.*(\\}|[.]{3})\": ", "patch: Invalid value: OBJECT: "),
          Mask.of("(?m) +$", ""),
          Mask.of("(?<=\\S) {2,}", "  "));

  private TestServer embedded;
  private TestServer real;
  private Kubectl ours;
  private Kubectl theirs;
  private SoftAssertions softly = new SoftAssertions();

  /** Starts both servers without anything that changes objects by itself. */
  @Override
  public void beforeAll(ExtensionContext tests) {
    real = TestServer.bare(true);
    try {
      embedded = TestServer.bare(false);
    } catch (RuntimeException | Error failed) {
      real.close();
      throw failed;
    }
    ours = Kubectl.with(embedded.kubeconfig());
    theirs = Kubectl.with(real.kubeconfig());
  }

  /** Makes a namespace in which pods can be created, and has both tools work in it. */
  public void enter(String namespace) {
    embedded.createNamespace(namespace);
    real.createNamespace(namespace);
    for (var kubectl : List.of(ours, theirs)) {
      kubectl.run("config", "set-context", "--current", "--namespace=" + namespace).ok();
    }
  }

  /** A command that goes well on both, its words divided by single spaces; what they said. */
  public String done(String command) {
    return done(command, "");
  }

  /** The same, with something on the standard input. */
  public String done(String command, String input) {
    var result = same(command, input);
    softly.assertThat(result.code()).as("kubectl " + command).isZero();
    return result.out();
  }

  /** A command that fails on both; what they said was wrong. */
  public String refused(String command) {
    return refused(command, "");
  }

  /** The same, with something on the standard input. */
  public String refused(String command, String input) {
    var result = same(command, input);
    softly.assertThat(result.code()).as("kubectl " + command).isNotZero();
    return result.err();
  }

  /** A command that fails on both, in words that may differ. */
  public void refusedInItsOwnWords(String command) {
    var words = command.split(" ");
    softly.assertThat(ours.run(words).code()).as("kubectl " + command).isEqualTo(1);
    softly.assertThat(theirs.run(words).code()).as("kubectl " + command).isEqualTo(1);
  }

  private Kubectl.Result same(String command, String input) {
    var words = command.split(" ");
    return same(command, ours.runWith(input, words), theirs.runWith(input, words));
  }

  /** A command that opens an editor, which changes the file; what both said, errors last. */
  public String edited(String editor, String command) {
    var words = command.split(" ");
    var result = same(command, ours.edit(editor, words), theirs.edit(editor, words));
    return result.out() + result.err();
  }

  private Kubectl.Result same(String command, Kubectl.Result own, Kubectl.Result their) {
    var masked = masked(own);
    softly.assertThat(text(masked)).as("kubectl " + command).isEqualTo(text(masked(their)));
    return masked;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    var all = softly;
    softly = new SoftAssertions();
    all.assertAll();
  }

  private static String text(Kubectl.Result result) {
    return "exit " + result.code() + "\n" + result.out() + "--- errors\n" + result.err();
  }

  private static Kubectl.Result masked(Kubectl.Result result) {
    return new Kubectl.Result(result.code(), masked(result.out()), masked(result.err()));
  }

  private static String masked(String text) {
    var result = text;
    for (var mask : MASKS) {
      result = mask.pattern().matcher(result).replaceAll(mask.stand());
    }
    return result;
  }

  /**
   * The lines that both give for a command and that the pattern takes; all of each are the same.
   */
  public List<String> alikeIn(String pattern, String command) {
    var words = command.split(" ");
    var lines = Pattern.compile(pattern);
    var own = lines(lines, ours.run(words).ok());
    var their = lines(lines, theirs.run(words).ok());
    softly.assertThat(own).as("kubectl " + command).isEqualTo(their);
    return own;
  }

  private static List<String> lines(Pattern pattern, String text) {
    return masked(text).lines().filter(line -> pattern.matcher(line).find()).toList();
  }

  /** Every line of the embedded server's output is one of the real server's, too. */
  public List<String> within(String command) {
    var words = command.split(" ");
    var own = masked(ours.run(words).ok()).lines().toList();
    var their = masked(theirs.run(words).ok()).lines().toList();
    softly.assertThat(their).as("kubectl " + command).containsAll(own);
    return own;
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    var failures = new ArrayList<Throwable>();
    Stream.of(embedded, real)
        .forEach(server -> {
          try {
            server.close();
          } catch (RuntimeException | Error failed) {
            failures.add(failed);
          }
        });
    assertThat(failures).isEmpty();
  }
}
