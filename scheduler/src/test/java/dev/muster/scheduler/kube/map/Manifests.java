package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The manifests of the project, as trees. */
public final class Manifests {
  public static final Path FOLDER =
      Path.of(System.getProperty("muster.root", "..")).resolve("manifests");

  private Manifests() {}

  /** The documents of a file below the folder of manifests. */
  public static List<Map<String, @Nullable Object>> read(String file) {
    var documents = new ArrayList<Map<String, @Nullable Object>>();
    for (var text : text(file).split("(?m)^---$", -1)) {
      documents.add(Trees.yaml(text));
    }
    return documents;
  }

  /** The text of a file below the folder of manifests. */
  public static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
