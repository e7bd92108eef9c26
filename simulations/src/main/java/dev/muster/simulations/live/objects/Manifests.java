package dev.muster.simulations.live.objects;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects as they stand in texts: those of the files that users apply, which are packed into the
 * program, and others.
 */
public final class Manifests {
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  /** Of each file that was asked for: the program does not change while it runs. */
  private static final Map<String, List<Map<String, @Nullable Object>>> READ =
      new ConcurrentHashMap<>();

  private Manifests() {}

  /** The one object of a file. */
  public static Map<String, @Nullable Object> object(String file) {
    var objects = objects(file);
    if (objects.size() != 1) {
      throw new IllegalStateException(file + " has " + objects.size() + " objects");
    }
    return objects.getFirst();
  }

  /** The object that a text says, in YAML or JSON; an empty one if it says none. */
  public static Map<String, @Nullable Object> parse(String text) {
    try {
      return Trees.map(YAML.readValue(text, Object.class));
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  /** The objects of a file, in their order; the caller's own. */
  public static List<Map<String, @Nullable Object>> objects(String file) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var object : READ.computeIfAbsent(file, Manifests::read)) {
      objects.add(Trees.copyOf(object));
    }
    return objects;
  }

  private static List<Map<String, @Nullable Object>> read(String file) {
    try (var stream = Manifests.class.getClassLoader().getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("not on the class path: " + file);
      }
      var objects = new ArrayList<Map<String, @Nullable Object>>();
      try (var documents = YAML.readerFor(Object.class).readValues(stream)) {
        while (documents.hasNext()) {
          objects.add(Trees.map(documents.next()));
        }
      }
      return objects;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  /** Those of all files that a folder's kustomization names, in its order. */
  public static List<Map<String, @Nullable Object>> folder(String folder) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var file : Trees.texts(object(folder + "/kustomization.yaml"), "resources")) {
      objects.addAll(objects(folder + "/" + file));
    }
    return objects;
  }
}
