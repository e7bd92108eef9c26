package dev.muster.scheduler;

import dev.muster.scheduler.ConfigTree.Block;
import dev.muster.scheduler.ConfigTree.Kind;
import dev.muster.scheduler.ConfigTree.Scalar;
import dev.muster.scheduler.ConfigTree.Sequence;
import dev.muster.scheduler.ConfigTree.Value;
import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.Parsed;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A block of the configuration, read key by key. Each key is asked for once, with its default; what
 * is wrong is noted with its place, and reading goes on, so that one start names all problems.
 */
final class ConfigSection {
  private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);

  /** What all sections of a document share. */
  static final class Notes {
    private final String source;

    /** In the order of the document. */
    private final List<String> problems = new ArrayList<>();

    private final List<String> ignored = new ArrayList<>();

    /** Every key that was asked for, with its default as it would be written. */
    private final Map<String, String> known = new LinkedHashMap<>();

    Notes(String source) {
      this.source = source;
    }

    void problem(int line, String message) {
      problems.add(source + ":" + line + ": " + message);
    }

    List<String> problems() {
      return problems;
    }

    List<String> ignored() {
      return ignored;
    }

    Map<String, String> known() {
      return known;
    }
  }

  private final Notes notes;
  private final String path;
  private final Block block;
  private final TreeSet<String> asked = new TreeSet<>();

  private ConfigSection(Notes notes, String path, Block block) {
    this.notes = notes;
    this.path = path;
    this.block = block;
  }

  static ConfigSection root(Notes notes, Block block) {
    return new ConfigSection(notes, "", block);
  }

  /** The block {@code key}; an empty one if it is absent. */
  ConfigSection section(String key) {
    return new ConfigSection(notes, path(key), child(key));
  }

  /** This section, and what it does not say from its block {@code key}. */
  ConfigSection orNested(String key) {
    var nested = child(key);
    var entries = new LinkedHashMap<>(block.entries());
    entries.remove(key);
    return new ConfigSection(notes, path, new Block(entries, block.line()).or(nested));
  }

  private Block child(String key) {
    asked.add(key);
    return switch (block.entries().get(key)) {
      case null -> new Block(Map.of(), block.line());
      case Block child -> child;
      case Scalar scalar when scalar.kind() == Kind.NOTHING -> new Block(Map.of(), scalar.line());
      case Scalar scalar -> refused(key, scalar, "is not a block of keys");
      case Sequence sequence -> refused(key, sequence, "is not a block of keys");
    };
  }

  private Block refused(String key, Value value, String message) {
    problem(key, value, message);
    return new Block(Map.of(), value.line());
  }

  String text(String key, String whenAbsent) {
    return scalar(key, whenAbsent).map(Scalar::text).orElse(whenAbsent);
  }

  boolean flag(String key, boolean whenAbsent) {
    var scalar = scalar(key, Boolean.toString(whenAbsent));
    if (scalar.isPresent() && scalar.get().kind() != Kind.BOOLEAN) {
      problem(key, scalar.get(), shown(scalar.get()) + " is neither true nor false");
      return whenAbsent;
    }
    return scalar.map(s -> s.text().equalsIgnoreCase("true")).orElse(whenAbsent);
  }

  /** A whole number in [{@code least}, {@code most}]. */
  int integer(String key, int whenAbsent, int least, int most) {
    var scalar = scalar(key, Integer.toString(whenAbsent));
    if (scalar.isEmpty()) {
      return whenAbsent;
    }
    var number = number(scalar.get());
    if (number.isEmpty()) {
      problem(key, scalar.get(), shown(scalar.get()) + " is not a whole number");
      return whenAbsent;
    }
    if (number.get().compareTo(BigInteger.valueOf(least)) < 0
        || number.get().compareTo(BigInteger.valueOf(most)) > 0) {
      problem(
          key, scalar.get(), "%s is not between %d and %d".formatted(number.get(), least, most));
      return whenAbsent;
    }
    return number.get().intValueExact();
  }

  /** A point in time, as {@code 2026-11-28T10:00:00Z}; epoch milliseconds, 0 if it is absent. */
  long time(String key) {
    var scalar = scalar(key, "");
    if (scalar.isEmpty() || scalar.get().text().isEmpty()) {
      return 0;
    }
    try {
      return OffsetDateTime.parse(scalar.get().text()).toInstant().toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException none) {
      problem(
          key, scalar.get(), shown(scalar.get()) + " is not a time such as 2026-11-28T10:00:00Z");
      return 0;
    }
  }

  /** Whole nanoseconds, or a text as {@code 1m30s}; in milliseconds. */
  long duration(String key, long whenAbsent) {
    var scalar = scalar(key, Durations.format(whenAbsent));
    if (scalar.isEmpty()) {
      return whenAbsent;
    }
    var number = number(scalar.get());
    if (number.isPresent() && number.get().bitLength() < Long.SIZE) {
      return number.get().divide(NANOS_PER_MILLI).longValueExact();
    }
    return switch (Durations.parse(scalar.get().text())) {
      case Parsed.Amount amount -> amount.value();
      case Parsed.Malformed malformed -> {
        problem(
            key,
            scalar.get(),
            malformed.problem() + "; write whole nanoseconds or a text as \"1m30s\"");
        yield whenAbsent;
      }
    };
  }

  /** One of a few words; {@code choices} maps each to what it means, the default first. */
  <T> T choice(String key, Map<String, T> choices) {
    var first = choices.entrySet().iterator().next();
    var scalar = scalar(key, first.getKey());
    if (scalar.isEmpty()) {
      return first.getValue();
    }
    var chosen = choices.get(scalar.get().text());
    if (chosen == null) {
      problem(
          key,
          scalar.get(),
          shown(scalar.get()) + " is none of " + String.join(", ", choices.keySet()));
      return first.getValue();
    }
    return chosen;
  }

  boolean isNothing(String key) {
    return block.entries().get(key) instanceof Scalar scalar && scalar.kind() == Kind.NOTHING;
  }

  /** What stands at {@code key}, if anything, for a reader of its own; notes its default. */
  Optional<Value> value(String key, String whenAbsent) {
    asked.add(key);
    notes.known().put(path(key), whenAbsent);
    return Optional.ofNullable(block.entries().get(key));
  }

  void problem(String key, Value value, String message) {
    notes.problem(value.line(), path(key) + ": " + message);
  }

  /** Notes a problem of a value that may be a default. */
  void problem(String key, String message) {
    notes.problem(line(key), path(key) + ": " + message);
  }

  /** The line of {@code key}, or of this section if it is absent. */
  int line(String key) {
    var value = block.entries().get(key);
    return value == null ? block.line() : value.line();
  }

  /** Notes the keys that nobody asked for. */
  void ignoreRest() {
    block.entries().keySet().stream()
        .filter(key -> !asked.contains(key))
        .forEach(key -> notes.ignored().add(path(key)));
  }

  /** Refuses the keys that nobody asked for: they are misspelt, or meant for another version. */
  void refuseRest() {
    block
        .entries()
        .forEach((key, value) -> {
          if (!asked.contains(key)) {
            problem(key, value, "unknown key; known here: " + String.join(", ", asked));
          }
        });
  }

  private Optional<Scalar> scalar(String key, String whenAbsent) {
    return switch (value(key, whenAbsent).orElse(null)) {
      case null -> Optional.empty();
      case Scalar scalar when scalar.kind() == Kind.NOTHING -> Optional.empty();
      case Scalar scalar -> Optional.of(scalar);
      case Block inner -> {
        problem(key, inner, "has keys below it, but is one value");
        yield Optional.empty();
      }
      case Sequence list -> {
        problem(key, list, "is a list, but should be one value");
        yield Optional.empty();
      }
    };
  }

  private static Optional<BigInteger> number(Scalar scalar) {
    if (scalar.kind() != Kind.INTEGER) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigInteger(scalar.text()));
    } catch (NumberFormatException notDecimal) { // 0x10 and 1_000 are integers to YAML
      return Optional.empty();
    }
  }

  private static String shown(Scalar scalar) {
    int longest = 60;
    var text = scalar.text();
    return '"' + (text.length() <= longest ? text : text.substring(0, longest) + "...") + '"';
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
