package dev.muster.webhook.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version of AppWrapper, as far as the other differs from it. */
enum Version {
  /** MCAD's. */
  V1BETA1("v1beta1", "generictemplate"),
  /** Today's, in which they are stored. */
  V1BETA2("v1beta2", "template");

  static final String KIND = "AppWrapper";
  private static final String GROUP = "workload.codeflare.dev/";

  private final String title;
  private final String template;

  Version(String title, String template) {
    this.title = title;
    this.template = template;
  }

  static Optional<Version> of(@Nullable Object apiVersion) {
    for (var version : values()) {
      if (version.apiVersion().equals(apiVersion)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  String title() {
    return title;
  }

  String apiVersion() {
    return GROUP + title;
  }

  Version other() {
    return this == V1BETA1 ? V1BETA2 : V1BETA1;
  }

  /** The annotation that keeps, in the other version, what only this one has a place for. */
  String annotation() {
    return "muster.dev/" + title;
  }

  /** The field of an item that holds the wrapped object. */
  String template() {
    return template;
  }

  /** The way from a spec to its items. */
  private List<String> path() {
    return switch (this) {
      case V1BETA1 -> List.of("resources", "GenericItems");
      case V1BETA2 -> List.of("components");
    };
  }

  /** The items of a spec; absent unless there is a list of them. */
  Field items(@Nullable Object spec) {
    var at = Field.of(spec);
    for (var step : path()) {
      if (!(at.value() instanceof Map<?, ?> map)) {
        return Field.ABSENT;
      }
      at = Field.in(map, step);
    }
    return at.value() instanceof List<?> ? at : Field.ABSENT;
  }

  /** The spec with other items; without any, the field that holds them is gone. */
  Map<String, @Nullable Object> with(Map<?, ?> spec, Field items) {
    return with(spec, 0, items);
  }

  private Map<String, @Nullable Object> with(Map<?, ?> map, int step, Field items) {
    var copy = copy(map);
    var name = path().get(step);
    if (step == path().size() - 1) {
      items.put(copy, name);
    } else {
      var below = map.get(name) instanceof Map<?, ?> there ? there : new LinkedHashMap<>();
      copy.put(name, with(below, step + 1, items));
    }
    return copy;
  }

  static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return copy;
  }
}
