package dev.muster.scheduler.demand;

import java.util.Optional;

/**
 * The first problem met while a tree is read.
 *
 * <p>Readers go on with a default after a problem, so that none of them needs a second way out;
 * whoever started the reading asks at the end whether its result is worth anything. Confined to one
 * reading.
 */
public final class Findings {

  /** Something that cannot be understood, and where it stands. */
  public record Finding(String path, String problem) {}

  private Optional<Finding> first = Optional.empty();

  /** Keeps the problem if it is the first. */
  public void report(String path, String problem) {
    if (first.isEmpty()) {
      first = Optional.of(new Finding(path, problem));
    }
  }

  public Optional<Finding> first() {
    return first;
  }
}
