package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.demand.Parsed;
import dev.muster.scheduler.demand.Quantities;
import dev.muster.scheduler.model.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Any text is the quantity that arbitrary precision says it is, or none; and an amount that is
 * written reads as it was.
 */
public final class QuantityTarget {
  private static final List<String> RESOURCES =
      List.of("cpu", "memory", "nvidia.com/gpu", "hugepages-2Mi", "pods", "example.com/x");

  private QuantityTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    for (var line : new String(input, StandardCharsets.UTF_8).split("\n", 40)) {
      for (var resource : RESOURCES) {
        check(resource, line);
      }
    }
  }

  private static void check(String resource, String text) {
    var expected = QuantityOracle.amount(text, Resources.unitsPerOne(resource));
    Optional<Long> read =
        switch (Quantities.parse(resource, text)) {
          case Parsed.Amount amount -> Optional.of(amount.value());
          case Parsed.Malformed malformed -> {
            if (malformed.problem().isBlank() || malformed.problem().length() > 500) {
              throw new AssertionError("a problem as nobody reads it: " + malformed.problem());
            }
            yield Optional.empty();
          }
        };
    if (!read.equals(expected)) {
      throw new AssertionError(resource + " '" + text + "' is " + read + ", not " + expected);
    }
    if (read.isPresent()) {
      var written = Quantities.format(resource, read.get());
      if (!Quantities.parse(resource, written).equals(new Parsed.Amount(read.get()))) {
        throw new AssertionError(resource + " " + read.get() + " is written as " + written);
      }
    }
  }
}
