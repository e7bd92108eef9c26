package dev.muster.simulations.differential;

import dev.muster.simulations.Objects;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one server has said in one story, and what later requests take from that. */
final class Memory {
  private static final Pattern REFERENCE = Pattern.compile("\\{(rv|old|uid):([^}]*)\\}");
  private static final String NOBODY = "12345678-1234-1234-1234-123456789abc";

  private final String prefix;
  private final String beginning;
  private final Map<String, Map<String, @Nullable Object>> seen = new TreeMap<>();
  private final Map<String, String> earlier = new TreeMap<>();
  private String token = "";

  /** {@code beginning}: the server's version before the story. */
  Memory(String prefix, String beginning) {
    this.prefix = prefix;
    this.beginning = beginning;
  }

  /** The text with the values of this server in it. */
  String fill(String text) {
    var named = text.replace("{ns}", prefix).replace("{t}", prefix).replace("{continue}", token);
    return REFERENCE.matcher(named).replaceAll(match -> value(match.group(1), match.group(2)));
  }

  private String value(String what, String path) {
    var metadata = Trees.map(seen.get(path), "metadata");
    return switch (what) {
      case "rv" -> metadata.isEmpty() ? "1" : Trees.text(metadata, "resourceVersion");
      case "old" -> earlier.getOrDefault(path, beginning);
      default -> metadata.isEmpty() ? NOBODY : Trees.text(metadata, "uid");
    };
  }

  /** The body that the step sends to this server. */
  String body(Step step) {
    var body = fill(step.body());
    if (step.base().isEmpty()) {
      return body;
    }
    var known = seen.get(fill(step.base()));
    return known == null ? body : Objects.json(merge(known, Objects.yaml(body)));
  }

  private static Map<String, @Nullable Object> merge(
      Map<String, @Nullable Object> target, Map<String, @Nullable Object> changes) {
    var result = Trees.copyOf(target);
    changes.forEach((key, value) -> {
      if (value == null) {
        result.remove(key);
      } else if (value instanceof Map<?, ?>) {
        result.put(key, merge(Trees.map(result, key), Trees.map(value)));
      } else {
        result.put(key, value);
      }
    });
    return result;
  }

  /** Takes in what the server answered to a request of this path. */
  void learn(String filledPath, Map<String, @Nullable Object> answer) {
    var path = filledPath.replaceFirst("\\?.*", "");
    var metadata = Trees.map(answer, "metadata");
    if (metadata.get("continue") instanceof String next) {
      token = next;
    }
    var name = Trees.text(metadata, "name");
    if (name.isEmpty() || Trees.text(metadata, "uid").isEmpty()) {
      return;
    }
    int at = path.indexOf("/" + name);
    var key = at < 0 ? path + "/" + name : path.substring(0, at + 1 + name.length());
    if (Trees.text(answer, "kind").equals("Scale")) {
      return;
    }
    var before = seen.put(key, answer);
    if (before != null) {
      earlier.putIfAbsent(key, Trees.text(before, "metadata", "resourceVersion"));
    }
  }
}
