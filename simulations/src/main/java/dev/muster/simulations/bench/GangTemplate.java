package dev.muster.simulations.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What all gangs of a bench are made from: one object with placeholders in its texts, {@code
 * ${name}} of the gang, {@code ${namespace}} and {@code ${bench}}.
 *
 * @param title what reports call it
 * @param pods of each gang, that have to be bound; known by their label {@link Labels#GANG}
 * @param admitted how it shows that a gang is admitted
 * @param succeeded how it shows that its work is done
 */
public record GangTemplate(
    String title, Map<String, @Nullable Object> tree, int pods, Mark admitted, Mark succeeded) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  /**
   * Reads an object of any kind.
   *
   * @throws BenchProblem with what is wrong with it
   */
  public static GangTemplate read(
      String file, String yaml, int pods, Mark admitted, Mark succeeded) {
    Object read;
    try {
      read = YAML.readValue(yaml, Object.class);
    } catch (JsonProcessingException wrong) {
      throw bad(file + " is no YAML: " + wrong.getOriginalMessage());
    }
    var tree = Trees.map(read);
    for (var needed : List.of("apiVersion", "kind")) {
      if (Trees.text(tree, needed).isEmpty()) {
        throw bad(file + " says no " + needed);
      }
    }
    if (!Trees.text(tree, "metadata", "name").contains("${name}")) {
      throw bad(file + ": metadata.name has no ${name}, so all gangs would have the same name");
    }
    var template = new GangTemplate(file, tree, pods, admitted, succeeded);
    var unused = template.object(Map.of("name", "", "namespace", "", "bench", ""));
    return template;
  }

  private static BenchProblem bad(String problem) {
    return new BenchProblem(
        problem, "give one object, with the placeholders ${name}, ${namespace} and ${bench}");
  }

  String apiVersion() {
    return Trees.text(tree, "apiVersion");
  }

  String kind() {
    return Trees.text(tree, "kind");
  }

  /** The gang of this name, labelled as one of the bench's own. */
  Map<String, @Nullable Object> gang(BenchOptions.Place place, String name) {
    var object =
        object(Map.of("name", name, "namespace", place.namespace(), "bench", place.name()));
    var metadata = Trees.copyOf(Trees.map(object, "metadata"));
    var labels = Trees.copyOf(Trees.map(metadata, "labels"));
    labels.put(Labels.BENCH, place.name());
    labels.put(Labels.GANG, name);
    metadata.put("namespace", place.namespace());
    metadata.put("labels", labels);
    object.put("metadata", metadata);
    return object;
  }

  private Map<String, @Nullable Object> object(Map<String, String> values) {
    return Trees.map(filled(tree, values));
  }

  private @Nullable Object filled(@Nullable Object value, Map<String, String> values) {
    return switch (value) {
      case String text -> filledText(text, values);
      case Map<?, ?> map -> {
        var result = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, entry) -> result.put(String.valueOf(key), filled(entry, values)));
        yield result;
      }
      case List<?> list -> {
        var result = new ArrayList<@Nullable Object>();
        list.forEach(entry -> result.add(filled(entry, values)));
        yield result;
      }
      case null, default -> value;
    };
  }

  private String filledText(String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> {
          var value = values.get(found.group(1));
          if (value == null) {
            throw bad("%s: %s is no placeholder".formatted(title, found.group()));
          }
          return value; // names, in which nothing is special
        });
  }
}
