package dev.muster.simulations.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.simulations.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * An image as {@code docker load} reads it, unpacked, and started as a container runtime would:
 * with its own files alone, read-only but for {@code /tmp}, as its own user, with its own variables
 * and entry point. The network is this machine's.
 */
final class OfflineImage {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Arguments: the root, the user or nothing, the variable PATH, and the command. */
  private static final String CONTAIN =
      """
      set -eu
      root=$1 user=$2 path=$3 chroot=$(command -v chroot)
      shift 3
      mount --bind "$root" "$root"
      mount --bind /proc "$root/proc"
      mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
      mount -o remount,bind,ro "$root"
      exec env -i "$path" "$chroot" ${user:+--userspec="$user"} "$root" "$@"
      """;

  private final Path root;
  private final JsonNode config;

  private OfflineImage(Path root, JsonNode config) {
    this.root = root;
    this.config = config;
  }

  /** Where the build puts the image of this module; the test is skipped if it was not made. */
  static Path of(String module) {
    var tar = Path.of(System.getProperty("muster.root"), module, "target", "jib-image.tar");
    if (!Files.exists(tar)) {
      return Assumptions.abort("SKIPPED: needs " + tar + "; build it with the profile image");
    }
    return tar;
  }

  /** Unpacks it into this folder, layer upon layer. */
  static OfflineImage unpack(Path tar, Path folder) throws IOException {
    var parts = Files.createDirectory(folder.resolve("parts"));
    var root = Files.createDirectory(folder.resolve("root"));
    extract(tar, parts);
    var manifest = JSON.readTree(parts.resolve("manifest.json").toFile()).get(0);
    for (var layer : manifest.get("Layers")) {
      extract(parts.resolve(layer.asText()), root);
    }
    var config = JSON.readTree(parts.resolve(manifest.get("Config").asText()).toFile());
    mustStart(tar, folder);
    return new OfflineImage(root, config.get("config"));
  }

  private static void mustStart(Path tar, Path folder) {
    var trial = new ArrayList<>(unshare());
    trial.add("true");
    try (var running = Program.start(folder, Map.of(), trial)) {
      Assumptions.assumeTrue(
          running.exit() == 0,
          () -> "SKIPPED: " + tar + " is not started for want of mount namespaces");
    }
  }

  private static boolean superuser() {
    return ProcessHandle.current().info().user().orElse("").equals("root");
  }

  private static List<String> unshare() {
    return superuser()
        ? List.of("unshare", "--mount")
        : List.of("unshare", "--mount", "--user", "--map-root-user");
  }

  private static void extract(Path tar, Path folder) {
    var options = List.of("--no-same-owner", "-p", "--warning=no-unknown-keyword");
    var command = new ArrayList<>(List.of("tar", "-xf", tar.toAbsolutePath().toString()));
    command.addAll(options);
    try (var running = Program.start(folder, Map.of(), command)) {
      if (running.exit() != 0) {
        throw new AssertionError(command + ": " + running.err());
      }
    }
  }

  /** The folder that is its root. */
  Path root() {
    return root;
  }

  /** What it starts with, before any arguments. */
  List<String> entrypoint() {
    return texts("Entrypoint");
  }

  /** The variables that it sets. */
  List<String> variables() {
    return texts("Env");
  }

  /** Whom it runs as. */
  String user() {
    return config.path("User").asText();
  }

  private List<String> texts(String field) {
    return StreamSupport.stream(config.path(field).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** Starts it with these arguments. */
  Program start(String... arguments) {
    var command = new ArrayList<>(unshare());
    command.addAll(List.of("sh", "-c", CONTAIN, "contain", root.toAbsolutePath().toString()));
    command.add(superuser() ? user() : ""); // an ordinary user can become no other
    command.addAll(variables());
    command.addAll(entrypoint());
    Stream.of(arguments).forEach(command::add);
    return Program.start(root, Map.of(), command);
  }
}
