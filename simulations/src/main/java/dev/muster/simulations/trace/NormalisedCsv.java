package dev.muster.simulations.trace;

import dev.muster.scheduler.model.Resources;
import dev.muster.simulations.world.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the normalised table of jobs: comma-separated, columns found by name in the first line. A
 * row that makes no sense ends the reading with its place; a job that makes sense but cannot run is
 * kept, and refused later for a reason that depends on the cluster.
 */
final class NormalisedCsv {
  static final String FORMAT = "csv";

  private static final List<String> REQUIRED =
      List.of("job_id", "submit_s", "duration_s", "pods", "pod_gpu_milli");
  private static final List<String> OPTIONAL =
      List.of(
          "pod_cpu_m",
          "pod_mem_mib",
          "last_pod_gpu_milli",
          "gpu_total",
          "queue",
          "user",
          "priority",
          "est_s");
  private static final long MAX_SECONDS = 1_000_000_000_000L;
  private static final long MAX_PODS = 1_000_000;
  private static final long MAX_PER_POD = 1_000_000_000;
  private static final long MIN_RUN = 1000;
  private static final long MIB = 1L << 20;
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

  private final String file;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final int width;
  private final TreeSet<String> ids = new TreeSet<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<Integer> clamped = new ArrayList<>();
  private int line = 1;

  /**
   * @param file as the user named it
   * @param columns of the first line
   */
  NormalisedCsv(String file, List<String> columns) {
    this.file = file;
    this.width = columns.size();
    for (int i = 0; i < columns.size(); i++) {
      var name = columns.get(i);
      if (!REQUIRED.contains(name) && !OPTIONAL.contains(name)) {
        throw bad("unknown column '" + name + "'; known is " + describe());
      }
      if (places.put(name, i) != null) {
        throw bad("column '" + name + "' is there twice");
      }
    }
    for (var name : REQUIRED) {
      if (!places.containsKey(name)) {
        throw bad("column '" + name + "' is missing");
      }
    }
  }

  static List<String> columns(String header) {
    var text = header.startsWith("\uFEFF") ? header.substring(1) : header;
    return List.of(text.strip().split(",", -1));
  }

  /** Whether a file with this first line is for this reader. */
  static boolean recognises(List<String> columns) {
    return columns.size() > 1
        && columns.get(0).equals("job_id")
        && columns.get(1).equals("submit_s");
  }

  static String describe() {
    return String.join(",", REQUIRED) + " and, if wanted, " + String.join(",", OPTIONAL);
  }

  List<Job> jobs() {
    return jobs;
  }

  List<Integer> clamped() {
    return clamped;
  }

  /** Reads all rows after the first line. */
  void read(BufferedReader lines) throws IOException {
    for (var text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (!text.isBlank()) {
        jobs.add(job(text.split(",", -1)));
      }
    }
  }

  private Job job(String[] cells) {
    if (cells.length != width) {
      throw bad(cells.length + " columns; the first line has " + width);
    }
    var id = text(cells, "job_id", "");
    if (id.isEmpty()) {
      throw bad("job_id is empty");
    }
    if (!ids.add(id)) {
      throw bad("job_id '" + id + "' is there twice");
    }
    var queue = text(cells, "queue", "default");
    var priority = (int) number(cells, "priority", Integer.MIN_VALUE, Integer.MAX_VALUE);
    var name = new Job.Name(id, queue, text(cells, "user", ""), priority);
    var size = size(cells);
    return new Job(jobs.size(), name, size, submit(cells), run(cells));
  }

  private Job.Size size(String[] cells) {
    var pods = (int) number(cells, "pods", 0, MAX_PODS);
    long each = number(cells, "pod_gpu_milli", 0, MAX_PER_POD);
    boolean saysLast = !text(cells, "last_pod_gpu_milli", "").isEmpty();
    long last = saysLast ? number(cells, "last_pod_gpu_milli", 0, MAX_PER_POD) : each;
    var size = new Job.Size(pods, requests(cells, each), requests(cells, last));
    var total = text(cells, "gpu_total", "");
    var milli = BigDecimal.valueOf(size.milliGpus());
    if (!total.isEmpty() && decimal(total, "gpu_total").movePointRight(3).compareTo(milli) != 0) {
      throw bad("gpu_total is " + total + ", but its pods ask for " + milli + " milli-GPU");
    }
    return size;
  }

  private Resources requests(String[] cells, long milliGpus) {
    var amounts = new TreeMap<String, Long>();
    amounts.put(Job.GPU, milliGpus);
    amounts.put(Resources.CPU, number(cells, "pod_cpu_m", 0, MAX_PER_POD));
    amounts.put(Resources.MEMORY, number(cells, "pod_mem_mib", 0, MAX_PER_POD) * MIB);
    return Resources.of(amounts);
  }

  private long submit(String[] cells) {
    var text = text(cells, "submit_s", "");
    long millis = millis(text, "submit_s");
    if (millis < 0) {
      throw bad("submit_s is " + text + "; must not be negative");
    }
    return millis;
  }

  /** 0 if the trace does not say, or says nonsense. */
  private long run(String[] cells) {
    var text = text(cells, "duration_s", "");
    long millis = text.isEmpty() ? -1 : millis(text, "duration_s");
    if (millis < 0) {
      return 0;
    }
    if (millis < MIN_RUN) {
      clamped.add(jobs.size());
    }
    return Math.max(millis, MIN_RUN);
  }

  private long millis(String text, String column) {
    var seconds = decimal(text, column);
    if (seconds.abs().compareTo(BigDecimal.valueOf(MAX_SECONDS)) > 0) {
      throw bad(column + " is " + text + "; too large");
    }
    return seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private BigDecimal decimal(String text, String column) {
    if (!DECIMAL.matcher(text).matches()) {
      throw bad(column + " is '" + text + "'; must be a number");
    }
    return new BigDecimal(text);
  }

  /** An integer in its range; 0 if an optional column is empty or not there. */
  private long number(String[] cells, String column, long min, long max) {
    var text = text(cells, column, OPTIONAL.contains(column) ? "0" : "");
    if (!INTEGER.matcher(text).matches()) {
      throw bad(column + " is '" + text + "'; must be an integer");
    }
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw bad(column + " is " + text + "; must be " + min + " to " + max);
    }
    return value;
  }

  private String text(String[] cells, String column, String otherwise) {
    var place = places.get(column);
    var text = place == null ? "" : cells[place].strip();
    return text.isEmpty() ? otherwise : text;
  }

  private BadInput bad(String what) {
    return new BadInput(file, line, what);
  }
}
