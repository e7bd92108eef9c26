package dev.muster.scheduler.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that reads foreign bytes.
 *
 * @param name of the folder of its stored inputs
 * @param home has the method {@code fuzzerTestOneInput}, where the search begins
 * @param reader the same method: reads an input, and throws if a promise is broken
 */
public record Target(String name, Class<?> home, Reader reader) {
  /** Reads one input. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input);
  }

  /** The folder of its stored inputs, in the module whose tests run. */
  Path folder() {
    return Path.of("src", "test", "resources", "fuzz", name);
  }

  /** Its stored inputs, by file name. */
  public List<byte[]> inputs() {
    try (var files = Files.list(folder())) {
      var inputs = new ArrayList<byte[]>();
      for (var file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
      return inputs;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
