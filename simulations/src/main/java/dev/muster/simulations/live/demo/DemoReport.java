package dev.muster.simulations.live.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo says at its end, as a tree for JSON.
 *
 * @param rejected objects that the API server refused to take
 * @param checks what the outside observer saw
 */
record DemoReport(
    String scenario, long wallMillis, List<GangLog.Row> gangs, long rejected, Checks checks) {

  /** The outside observer's figures; {@code first} are the first of the violations, in words. */
  record Checks(
      long checked,
      long violations,
      List<String> first,
      long partialAdmissions,
      long overcommits) {}

  Map<String, @Nullable Object> toTree() {
    var rows = new ArrayList<Map<String, @Nullable Object>>();
    gangs.forEach(row -> rows.add(tree(row)));
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("scenario", scenario);
    result.put("wallSeconds", BigDecimal.valueOf(wallMillis, 3));
    result.put("gangs", rows);
    result.put("summary", summary());
    var invariants = new LinkedHashMap<String, @Nullable Object>();
    invariants.put("checked", checks.checked());
    invariants.put("violations", checks.violations());
    result.put("invariants", invariants);
    return result;
  }

  private Map<String, @Nullable Object> summary() {
    var summary = new LinkedHashMap<String, @Nullable Object>();
    summary.put("submitted", (long) gangs.size() + rejected);
    summary.put("succeeded", count("Succeeded"));
    summary.put("failed", count("Failed"));
    summary.put("pending", gangs.stream().filter(row -> !row.over()).count());
    summary.put("rejected", rejected);
    summary.put("partialAdmissions", checks.partialAdmissions());
    summary.put("overcommits", checks.overcommits());
    return summary;
  }

  private long count(String phase) {
    return gangs.stream().filter(row -> row.phase().equals(phase)).count();
  }

  private static Map<String, @Nullable Object> tree(GangLog.Row row) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("namespace", row.namespace());
    tree.put("name", row.name());
    tree.put("kind", "AppWrapper");
    tree.put("phase", row.phase());
    tree.put("cluster", orNull(row.cluster()));
    tree.put("submitted", instant(row.submitted()));
    tree.put("admitted", instant(row.admitted()));
    tree.put("finished", instant(row.finished()));
    tree.put("pods", row.pods());
    tree.put("code", row.over() ? null : orNull(row.code()));
    tree.put("reason", row.over() ? null : orNull(row.reason()));
    return tree;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String instant(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}
