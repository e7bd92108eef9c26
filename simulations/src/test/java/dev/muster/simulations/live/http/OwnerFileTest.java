package dev.muster.simulations.live.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnerFileTest {
  @TempDir private Path folder;

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void write(Path file, String text) throws IOException {
    OwnerFile.write(file, text.getBytes(UTF_8));
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    var file = folder.resolve("secret");
    write(file, "one");

    assertThat(file).hasContent("one");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void whoeverHasTheOldFileOpenDoesNotSeeTheNew() throws IOException {
    var file = folder.resolve("secret");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (var reader = Files.newInputStream(file)) {
      write(file, "new");
      assertThat(new String(reader.readAllBytes(), UTF_8)).isEqualTo("old");
    }
    assertThat(file).hasContent("new");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void aLinkStaysOneAndLeadsToTheNewFile() throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "old");
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(permissions(file)).isEqualTo("rw-------");
  }
}
