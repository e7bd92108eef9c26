package dev.muster.simulations.live.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In which shape a client wants its answer; always JSON. */
enum Form {
  /** The object or list itself. */
  OBJECT,
  /** Rows and columns for people ({@code meta.k8s.io/v1 Table}). */
  TABLE,
  /** Metadata alone ({@code meta.k8s.io/v1 PartialObjectMetadata} and its list). */
  METADATA,
  /** All groups with their resources at once ({@code apidiscovery.k8s.io/v2}). */
  DISCOVERY;

  private record Range(String type, Map<String, String> parameters) {
    double quality() {
      try {
        return Double.parseDouble(parameters.getOrDefault("q", "1"));
      } catch (NumberFormatException unreadable) {
        return 1; // a client's slip in a weight is no reason to send it away
      }
    }
  }

  /**
   * The first form, by the client's preference, that is among {@code offered}; a {@link Refusal} if
   * there is none. No header asks for anything.
   */
  static Form of(@Nullable String accept, Set<Form> offered) {
    if (accept == null || accept.isBlank()) {
      return OBJECT;
    }
    var ranges = new ArrayList<Range>();
    for (var part : accept.split(",")) {
      var range = range(part);
      if (range.quality() > 0) {
        ranges.add(range);
      }
    }
    ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
    for (var range : ranges) {
      var form = form(range).filter(offered::contains);
      if (form.isPresent()) {
        return form.get();
      }
    }
    throw Refusal.notAcceptable();
  }

  private static Range range(String text) {
    var parts = List.of(text.split(";"));
    var parameters = new TreeMap<String, String>();
    for (var part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).strip());
      }
    }
    return new Range(parts.getFirst().strip().toLowerCase(Locale.ROOT), parameters);
  }

  private static Optional<Form> form(Range range) {
    boolean json =
        switch (range.type()) {
          case "application/json", "application/*", "*/*" -> true;
          default -> false;
        };
    if (!json) {
      return Optional.empty();
    }
    var as = range.parameters().get("as");
    if (as == null) {
      return Optional.of(OBJECT);
    }
    return switch (as + "." + range.parameters().get("v") + "." + range.parameters().get("g")) {
      case "Table.v1.meta.k8s.io" -> Optional.of(TABLE);
      case "PartialObjectMetadata.v1.meta.k8s.io", "PartialObjectMetadataList.v1.meta.k8s.io" ->
          Optional.of(METADATA);
      case "APIGroupDiscoveryList.v2.apidiscovery.k8s.io" -> Optional.of(DISCOVERY);
      default -> Optional.empty();
    };
  }
}
