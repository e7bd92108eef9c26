package dev.muster.simulations.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.scheduler.model.Resources;
import dev.muster.simulations.world.ClusterSpec;
import dev.muster.simulations.world.Job;
import dev.muster.simulations.world.Screening;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceFileTest {
  private static final String HEADER =
      "job_id,submit_s,duration_s,pods,pod_cpu_m,pod_mem_mib,pod_gpu_milli,last_pod_gpu_milli,"
          + "gpu_total,queue,user,priority,est_s\n";

  private static final String TEN_LINES =
      HEADER
          + "fine,5,60,2,0,0,8000,4000,12,vision,ada,3,\n"
          + "early,0,60,1,0,0,1000,1000,1,vision,,0,\n"
          + "short,5,0.2,1,0,0,1000,1000,1,vision,,0,\n"
          + "decimal,6.5,1.25,1,500,2,0,0,0,,,,\n"
          + "huge,7,60,3,0,0,8000,8000,24,vision,,0,\n"
          + "nothing,8,60,2,0,0,0,0,0,vision,,0,\n"
          + "no-run,9,,1,0,0,1000,1000,1,vision,,0,\n"
          + "negative-run,9,-3,1,0,0,1000,1000,1,vision,,0,\n"
          + "stranger,9,60,1,0,0,1000,1000,1,nobody,,0,\n"
          + "fraction,10,60,1,0,0,250,250,0.25,vision,,0,900\n";

  @TempDir private Path folder;

  @Test
  void rowsBecomeJobsInTheOrderOfTheirArrival() {
    var trace = TraceFile.read(plain(TEN_LINES));

    assertThat(trace.jobs().stream().map(job -> job.name().id()))
        .containsExactly(
            "early",
            "fine",
            "short",
            "decimal",
            "huge",
            "nothing",
            "no-run",
            "negative-run",
            "stranger",
            "fraction");
    assertThat(trace.jobs().get(1))
        .isEqualTo(
            new Job(
                0,
                new Job.Name("fine", "vision", "ada", 3),
                new Job.Size(2, Resources.of(Job.GPU, 8000), Resources.of(Job.GPU, 4000)),
                5000,
                60_000));
    var cpuOnly = Resources.of(Resources.CPU, 500, Resources.MEMORY, 2L << 20);
    assertThat(trace.jobs().get(3))
        .isEqualTo(
            new Job(
                3,
                new Job.Name("decimal", "default", "", 0),
                new Job.Size(1, cpuOnly, cpuOnly),
                6500,
                1250));
  }

  @Test
  void everyReasonToRefuseIsMet() {
    var trace = TraceFile.read(plain(TEN_LINES));
    var spec = ClusterSpec.parse("2x8gpu@vision,1x1gpu@default");

    var refused = Screening.of(spec, trace.jobs()).refused();

    assertThat(refused.stream().map(r -> r.job().name().id() + " " + r.reason().word()))
        .containsExactly(
            "huge never-fits",
            "nothing asks-for-nothing",
            "no-run no-run-time",
            "negative-run no-run-time",
            "stranger unknown-queue");
  }

  @Test
  void runsBelowASecondBecomeOneAndAreCounted() {
    var trace = TraceFile.read(plain(TEN_LINES));

    assertThat(trace.jobs().get(2).run()).isEqualTo(1000);
    assertThat(trace.clamped()).containsExactly(2);
    assertThat(trace.first(2).clamped()).isEmpty();
  }

  @Test
  void gzippedAndPlainFilesGiveTheSameJobsWhateverTheirName() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(TEN_LINES.getBytes(StandardCharsets.UTF_8));
    }
    var zipped = Files.write(folder.resolve("no-suffix"), bytes.toByteArray());

    assertThat(TraceFile.read(zipped).jobs()).isEqualTo(TraceFile.read(plain(TEN_LINES)).jobs());
  }

  @Test
  void columnsAreFoundByName() {
    var trace =
        TraceFile.read(plain("job_id,submit_s,pod_gpu_milli,pods,duration_s\na,1,2000,3,4\n"));

    assertThat(trace.jobs())
        .containsExactly(
            new Job(
                0,
                new Job.Name("a", "default", "", 0),
                new Job.Size(3, Resources.of(Job.GPU, 2000), Resources.of(Map.of(Job.GPU, 2000L))),
                1000,
                4000));
  }

  @Test
  void theHeaderOfAnUnknownFormatIsShown() {
    assertThatThrownBy(() -> TraceFile.read(plain("name,cpu_milli\u0007\n1,2\n")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("trace.csv:1: unknown header 'name,cpu_milli?'; known is job_id,");
  }

  @Test
  void filesThatAreNotThereOrEmptyAreNamed() {
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("x.csv")))
        .hasMessage(folder.resolve("x.csv") + ": no such file");
    assertThatThrownBy(() -> TraceFile.read(folder)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> TraceFile.read(plain("")))
        .hasMessageEndingWith("trace.csv:1: the first line must name the columns, but is empty");
  }

  @Test
  void aBrokenArchiveIsNamed() throws IOException {
    var broken = Files.write(folder.resolve("t.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1});

    assertThatThrownBy(() -> TraceFile.read(broken))
        .hasMessageContaining("t.gz: cannot be unpacked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,0,1,1,1000,x|6 columns; the first line has 5",
        ",0,1,1,1000|job_id is empty",
        "first,0,1,1,1000|job_id 'first' is there twice",
        "a,,1,1,1000|submit_s is ''; must be a number",
        "a,-1,1,1,1000|submit_s is -1; must not be negative",
        "a,0,1e3,1,1000|duration_s is '1e3'; must be a number",
        "a,9999999999999,1,1,1000|submit_s is 9999999999999; too large",
        "a,0,1,,1000|pods is ''; must be an integer",
        "a,0,1,-1,1000|pods is -1; must be 0 to 1000000",
        "a,0,1,9999999999,1000|pods is 9999999999; must be 0 to 1000000",
        "a,0,1,1,1.5|pod_gpu_milli is '1.5'; must be an integer",
      })
  void aRowThatMakesNoSenseIsNamedByItsLine(String row, String problem) {
    var file = plain("job_id,submit_s,duration_s,pods,pod_gpu_milli\nfirst,0,1,1,1000\n\n" + row);

    assertThatThrownBy(() -> TraceFile.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + ":4: " + problem);
  }

  @Test
  void aTotalThatContradictsThePodsIsNamed() {
    var file = plain(HEADER + "a,0,1,2,0,0,1000,1000,3,q,,0,\n");

    assertThatThrownBy(() -> TraceFile.read(file))
        .hasMessage(file + ":2: gpu_total is 3, but its pods ask for 2000 milli-GPU");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job_id,submit_s,duration_s,pods|column 'pod_gpu_milli' is missing",
        "job_id,submit_s,duration_s,pods,pods,pod_gpu_milli|column 'pods' is there twice",
        "job_id,submit_s,duration_s,pods,pod_gpu_milli,colour|unknown column 'colour'; known is",
      })
  void aHeaderThatIsAlmostRightIsExplained(String header, String problem) {
    assertThatThrownBy(() -> TraceFile.read(plain(header + "\n")))
        .hasMessageContaining("trace.csv:1: " + problem);
  }

  private Path plain(String text) {
    try {
      return Files.writeString(folder.resolve("trace.csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
