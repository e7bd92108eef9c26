package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script that starts Muster, in a folder with a space in its name. */
final class LauncherTest {
  private record Answer(int exit, String out, String err) {}

  @TempDir private Path folder;
  private Path home = Path.of(".");

  @BeforeEach
  void copyTheLauncherSomewhereWithoutAJdk() throws IOException {
    home = Files.createDirectory(folder.resolve("a b"));
    var launcher = Path.of(System.getProperty("muster.root", ".."), "muster");
    var text = Files.readString(launcher);
    for (var place : List.of("/usr/lib/jvm", "/opt/java", "/opt/jdk", "/Library")) {
      text = text.replace(place, folder + "/nowhere");
    }
    Files.writeString(home.resolve("muster"), text);
    assertThat(home.resolve("muster").toFile().setExecutable(true)).isTrue();
  }

  @Test
  void javaHomeIsTakenIfItIsNewEnough() throws IOException, InterruptedException {
    var jdk = jdk("jdk of 21", "21.0.2", "javac");

    assertThat(printJdk(jdk)).isEqualTo(new Answer(0, jdk + "\n", ""));
  }

  @Test
  void withoutAJdkThereIsOneLineAndItsOwnExitCode() throws IOException, InterruptedException {
    var none =
        new Answer(
            69,
            "",
            "muster: no JDK 21 or newer found: install one, or set JAVA_HOME to where it is\n");

    assertThat(printJdk(folder.resolve("nowhere"))).isEqualTo(none);
    assertThat(printJdk(jdk("too old", "17.0.15", "javac"))).isEqualTo(none);
    assertThat(printJdk(jdk("older still", "1.8.0_402", "javac"))).isEqualTo(none);
    assertThat(printJdk(jdk("no compiler", "25", "java"))).isEqualTo(none);
  }

  @Test
  void aJdkOnThePathIsFoundThroughLinks() throws IOException, InterruptedException {
    var jdk = jdk("linked", "25", "javac");
    Files.createFile(jdk.resolve("bin/java"));
    assertThat(jdk.resolve("bin/java").toFile().setExecutable(true)).isTrue();
    var bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));

    var answer = run(Path.of("/none"), bin + ":/usr/bin:/bin");

    assertThat(answer).isEqualTo(new Answer(0, jdk + "\n", ""));
  }

  private Path jdk(String name, String version, String tool) throws IOException {
    var jdk = Files.createDirectory(folder.resolve(name));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.createDirectory(jdk.resolve("bin"));
    var file = Files.createFile(jdk.resolve("bin").resolve(tool));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  private Answer printJdk(Path javaHome) throws IOException, InterruptedException {
    var path = Files.createDirectories(folder.resolve("tools"));
    for (var tool : List.of("dirname", "sed", "readlink")) {
      var script = "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n";
      var file = Files.writeString(path.resolve(tool), script).toFile();
      assertThat(file.setExecutable(true)).isTrue();
    }
    return run(javaHome, path.toString());
  }

  private Answer run(Path javaHome, String path) throws IOException, InterruptedException {
    var out = folder.resolve("out").toFile();
    var err = folder.resolve("err").toFile();
    var builder =
        new ProcessBuilder("/bin/sh", home.resolve("muster").toString(), "--print-jdk")
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().clear();
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("PATH", path);
    int exit = builder.start().waitFor();
    return new Answer(
        exit,
        Files.readString(out.toPath(), StandardCharsets.UTF_8),
        Files.readString(err.toPath(), StandardCharsets.UTF_8));
  }
}
