package dev.muster.simulations.kube;

import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** An overlay of the manifests as a user keeps one of their own, in a folder elsewhere. */
final class Overlay {
  private static final Path MANIFESTS = Path.of(System.getProperty("muster.root"), "manifests");

  private Overlay() {}

  /** A copy, changed. The embedded server is without the policies: it has no such kind. */
  static Path of(String name, Path folder, UnaryOperator<String> change) {
    try {
      var here = Files.createDirectories(folder.toRealPath().resolve("overlay-" + name));
      try (var files = Files.list(MANIFESTS.resolve("overlays").resolve(name))) {
        for (var file : files.toList()) {
          var text = Files.readString(file);
          if (!TestServer.isReal()) {
            text = text.replace("- ../../policies\n", "");
          }
          text = text.replace("../../", here.relativize(MANIFESTS.toRealPath()) + "/");
          Files.writeString(here.resolve(file.getFileName()), change.apply(text));
        }
      }
      return here;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
