package dev.muster.simulations.differential;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of an answer what is each server's own: UIDs, versions, times, generated names, the
 * prefix of the story, and the order of causes.
 */
final class Normal {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("20[2-9]\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

  /** Names that the stories have the servers make. */
  private static final Pattern GENERATED = Pattern.compile("(\\{t\\}-gen-|Bad_)[a-z0-9]{5}\\b");

  private static final Pattern VERSIONS =
      Pattern.compile(
          "(ResourceVersion in (?:precondition|object meta): |current: "
              + "|ResourceVersion in the precondition \\(|ResourceVersion in record \\("
              + "|too old resource version: )\\d+( \\(\\d+\\))?");

  private final String prefix;

  Normal(String prefix) {
    this.prefix = prefix;
  }

  Map<String, @Nullable Object> object(Map<String, @Nullable Object> object) {
    var result = new TreeMap<String, @Nullable Object>();
    object.forEach((key, value) -> {
      if (!key.equals("managedFields")) {
        result.put(text(key), field(key, value));
      }
    });
    generated(result);
    return result;
  }

  private @Nullable Object field(String key, @Nullable Object value) {
    return switch (key) {
      case "resourceVersion" ->
          value instanceof String text && text.matches("[1-9]\\d*") ? "<version>" : value;
      case "continue" -> "<token>";
      case "causes" -> sorted(value(value));
      case "items" -> regrouped(value(value));
      default -> value(value);
    };
  }

  private @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case String text -> text(text);
      case Map<?, ?> map -> object(Trees.map(map));
      case List<?> list -> {
        var result = new ArrayList<@Nullable Object>();
        list.forEach(element -> result.add(value(element)));
        yield result;
      }
      case null, default -> value;
    };
  }

  private static @Nullable Object sorted(@Nullable Object causes) {
    if (!(causes instanceof List<?> list)) {
      return causes;
    }
    var result = new ArrayList<@Nullable Object>(list);
    result.sort((a, b) -> String.valueOf(a).compareTo(String.valueOf(b)));
    return result;
  }

  /** Neighbours with generated names stand in the order of their names, which is chance. */
  private static @Nullable Object regrouped(@Nullable Object items) {
    if (!(items instanceof List<?> list)) {
      return items;
    }
    var result = new ArrayList<@Nullable Object>(list);
    int start = 0;
    for (int end = 0; end <= result.size(); end++) {
      if (end == result.size() || !isGenerated(result.get(end))) {
        result.subList(start, end).sort((a, b) -> String.valueOf(a).compareTo(String.valueOf(b)));
        start = end + 1;
      }
    }
    return result;
  }

  private static boolean isGenerated(@Nullable Object item) {
    return item instanceof Map<?, ?> && Trees.name(item).endsWith("<suffix>");
  }

  String text(String text) {
    var result = text.replace(prefix, "{t}");
    result = GENERATED.matcher(result).replaceAll("$1<suffix>");
    result = UUID.matcher(result).replaceAll("<uid>");
    result = TIME.matcher(result).replaceAll("<time>");
    return VERSIONS.matcher(result).replaceAll("$1<version>");
  }

  private static void generated(Map<String, @Nullable Object> metadata) {
    if (metadata.get("generateName") instanceof String base
        && metadata.get("name") instanceof String name
        && name.startsWith(base)) {
      metadata.put("name", base + "<suffix>");
    }
  }
}
