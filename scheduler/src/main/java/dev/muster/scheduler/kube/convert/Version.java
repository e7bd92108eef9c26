package dev.muster.scheduler.kube.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version of AppWrapper, as far as the other differs from it. */
enum Version {
  /** MCAD's. */
  V1BETA1("v1beta1", "v1beta2", "generictemplate", "resources"),
  /** Today's, in which they are stored. */
  V1BETA2("v1beta2", "mcad", "template", "");

  static final String KIND = "AppWrapper";
  private static final String GROUP = "workload.codeflare.dev/";

  private final String title;
  private final String kept;
  private final String template;

  /** Of the spec, where its items are; empty if they are in the spec itself. */
  private final String holder;

  Version(String title, String kept, String template, String holder) {
    this.title = title;
    this.kept = kept;
    this.template = template;
    this.holder = holder;
  }

  static Optional<Version> of(@Nullable Object apiVersion) {
    for (var version : values()) {
      if (version.apiVersion().equals(apiVersion)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  String apiVersion() {
    return GROUP + title;
  }

  Version other() {
    return this == V1BETA1 ? V1BETA2 : V1BETA1;
  }

  /** The field that keeps what only the other version has a place for. */
  String kept() {
    return kept;
  }

  /** The field of an item that holds the wrapped object. */
  String template() {
    return template;
  }

  private String items() {
    return this == V1BETA1 ? "GenericItems" : "components";
  }

  /** Takes the list of items out of a spec; absent unless there is one. */
  Field takeItems(Map<String, @Nullable Object> spec) {
    if (holder.isEmpty()) {
      return take(spec, items());
    }
    if (!(spec.get(holder) instanceof Map<?, ?> map)) {
      return Field.ABSENT;
    }
    var rest = copy(map);
    var taken = take(rest, items());
    if (taken.isThere()) {
      (rest.isEmpty() ? Field.ABSENT : Field.of(rest)).put(spec, holder);
    }
    return taken;
  }

  private static Field take(Map<String, @Nullable Object> fields, String name) {
    if (!(fields.get(name) instanceof List<?> list)) {
      return Field.ABSENT;
    }
    fields.remove(name);
    return Field.of(list);
  }

  /** Puts items into a spec that has none. */
  void putItems(Map<String, @Nullable Object> spec, List<?> list) {
    if (holder.isEmpty()) {
      spec.put(items(), list);
      return;
    }
    var map =
        spec.get(holder) instanceof Map<?, ?> there
            ? copy(there)
            : new LinkedHashMap<String, @Nullable Object>();
    map.put(items(), list);
    spec.put(holder, map);
  }

  static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return copy;
  }
}
