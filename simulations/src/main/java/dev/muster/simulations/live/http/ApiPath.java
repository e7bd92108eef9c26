package dev.muster.simulations.live.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The address of a collection, an object or a part of one, read from the path of a request; what is
 * absent is empty. {@code group} is empty for core kinds.
 */
record ApiPath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {
  private static final Set<String> PARTS_OF_NAMESPACES = Set.of("status", "finalize");

  /** The decoded segments of a path, without empty ones. */
  static List<String> segments(String path) {
    var segments = new ArrayList<String>();
    for (var part : path.split("/")) {
      if (!part.isEmpty()) {
        segments.add(decode(part));
      }
    }
    return segments;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw Refusal.badRequest("the path has a broken escape: " + segment);
    }
  }

  /** Reads the path of a resource; empty if it is that of something else. */
  static Optional<ApiPath> of(String path) {
    var segments = segments(path);
    if (segments.size() >= 3 && segments.getFirst().equals("api")) {
      return Optional.of(of("", segments.get(1), segments.subList(2, segments.size())));
    }
    if (segments.size() >= 4 && segments.getFirst().equals("apis")) {
      return Optional.of(
          of(segments.get(1), segments.get(2), segments.subList(3, segments.size())));
    }
    return Optional.empty();
  }

  private static ApiPath of(String group, String version, List<String> rest) {
    boolean scoped =
        rest.size() >= 3
            && rest.getFirst().equals("namespaces")
            && !(rest.size() == 3 && PARTS_OF_NAMESPACES.contains(rest.get(2)));
    var namespace = scoped ? rest.get(1) : "";
    var address = scoped ? rest.subList(2, rest.size()) : rest;
    return new ApiPath(
        group,
        version,
        namespace,
        address.getFirst(),
        address.size() > 1 ? address.get(1) : "",
        address.size() > 2 ? address.get(2) : "");
  }
}
