package dev.muster.scheduler.kube.convert;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** AppWrappers of either version as nobody would write them: with anything anywhere. */
final class Wrappers {
  private static final List<String> NAMES =
      List.of(
          "components",
          "template",
          "podSets",
          "podSetInfos",
          "annotations",
          "suspend",
          "managedBy",
          "resources",
          "GenericItems",
          "genericItems",
          "Items",
          "generictemplate",
          "custompodresources",
          "priority",
          "schedulingSpec",
          "spec",
          "mcad",
          "v1beta2",
          "phase",
          "state",
          "Succeeded",
          "",
          "\u00e9\ud83d\ude00\ud800");
  private static final List<String> PHASES =
      List.of("Suspended", "Resuming", "Running", "Succeeded", "Failed", "Terminating", "Other");

  private final Random random;

  Wrappers(long seed) {
    random = new Random(seed);
  }

  Version version() {
    return random.nextBoolean() ? Version.V1BETA1 : Version.V1BETA2;
  }

  static Map<String, @Nullable Object> converted(
      Map<String, @Nullable Object> object, Version version) {
    return switch (Converter.convert(object, version.apiVersion())) {
      case Conversion.Converted done -> done.object();
      case Conversion.Refused refused -> throw new AssertionError(refused.problem());
    };
  }

  /** As somebody submits it, who knows of no other version. */
  Map<String, @Nullable Object> submitted(Version version) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    object.put("apiVersion", version.apiVersion());
    object.put("kind", "AppWrapper");
    object.put("metadata", metadata());
    if (random.nextInt(12) > 0) {
      object.put("spec", random.nextInt(12) == 0 ? value(0) : spec(version));
    }
    if (random.nextInt(3) > 0) {
      object.put("status", random.nextInt(8) == 0 ? value(3) : status(version));
    }
    if (random.nextInt(8) == 0) {
      object.putIfAbsent(random.nextBoolean() ? "data" : "other", value(2));
    }
    return object;
  }

  private Map<String, @Nullable Object> metadata() {
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("name", "w");
    if (random.nextBoolean()) {
      metadata.put("annotations", value(1));
    }
    if (random.nextInt(4) == 0) {
      metadata.put("labels", value(1));
    }
    return metadata;
  }

  private Map<String, @Nullable Object> spec(Version version) {
    var spec = random.nextInt(3) == 0 ? map(2) : new LinkedHashMap<String, @Nullable Object>();
    if (random.nextInt(3) == 0) {
      spec.put(version == Version.V1BETA1 ? "priority" : "suspend", value(0));
    }
    if (random.nextInt(10) > 0) {
      var items = random.nextInt(10) == 0 ? value(1) : items(version);
      if (version == Version.V1BETA2) {
        spec.put("components", items);
      } else {
        var resources =
            random.nextInt(4) == 0 ? map(1) : new LinkedHashMap<String, @Nullable Object>();
        resources.put("GenericItems", items);
        spec.put("resources", random.nextInt(10) == 0 ? value(1) : resources);
      }
    }
    spec.remove(version.kept());
    return spec;
  }

  private List<@Nullable Object> items(Version version) {
    var items = new ArrayList<@Nullable Object>();
    for (int i = random.nextInt(4); i > 0; i--) {
      if (random.nextInt(10) == 0) {
        items.add(value(0));
      } else {
        var item = random.nextBoolean() ? map(1) : new LinkedHashMap<String, @Nullable Object>();
        if (random.nextInt(8) > 0) {
          item.put(version.template(), random.nextInt(8) == 0 ? value(0) : map(2));
        }
        item.remove(version.kept());
        items.add(item);
      }
    }
    return items;
  }

  private Map<String, @Nullable Object> status(Version version) {
    var status = random.nextInt(3) == 0 ? map(2) : new LinkedHashMap<String, @Nullable Object>();
    if (version == Version.V1BETA2 && random.nextInt(4) > 0) {
      status.put("phase", PHASES.get(random.nextInt(PHASES.size())));
    }
    if (random.nextBoolean()) {
      status.put("state", "Pending");
      status.put("queuejobstate", "Queueing");
      status.put("canrun", random.nextInt(4) == 0);
    }
    if (random.nextInt(4) == 0) {
      status.put("mcad", random.nextInt(3) == 0 ? status(Version.V1BETA1) : value(2));
    }
    if (random.nextInt(4) == 0) {
      status.put("v1beta2", random.nextInt(3) == 0 ? status(Version.V1BETA2) : value(2));
    }
    return status;
  }

  /** With something else in one of its parts, whatever that part is for. */
  Map<String, @Nullable Object> changed(Map<String, @Nullable Object> object) {
    var changed = Version.copy(object);
    var version = Version.of(object.get("apiVersion")).orElseThrow();
    switch (random.nextInt(6)) {
      case 0 -> changed.put("status", status(version));
      case 1 -> changed.put("spec", spec(version));
      case 2 -> changed.put("metadata", metadata());
      case 3 -> changed.put("spec", edited(changed.get("spec")));
      case 4 -> changed.put("status", edited(changed.get("status")));
      default -> changed.put("spec", edited(edited(changed.get("spec"))));
    }
    return changed;
  }

  private @Nullable Object edited(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      var copy = Version.copy(map);
      var names = List.copyOf(copy.keySet());
      switch (names.isEmpty() ? 1 : random.nextInt(3)) {
        case 0 -> copy.remove(names.get(random.nextInt(names.size())));
        case 1 -> copy.put(name(), value(2));
        default ->
            copy.computeIfPresent(
                names.get(random.nextInt(names.size())), (name, value) -> edited(value));
      }
      return copy;
    }
    if (tree instanceof List<?> list && !list.isEmpty()) {
      var copy = new ArrayList<@Nullable Object>(list);
      int at = random.nextInt(copy.size());
      copy.set(at, edited(copy.get(at)));
      return copy;
    }
    return value(1);
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private Map<String, @Nullable Object> map(int depth) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(name(), value(depth - 1));
    }
    return map;
  }

  private @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(3);
      case 3 -> Integer.MAX_VALUE + 1L + random.nextInt(9);
      case 4 -> BigInteger.TWO.pow(64 + random.nextInt(100));
      case 5 -> new BigDecimal(BigInteger.valueOf(random.nextInt(1_000)), 1 + random.nextInt(400));
      case 6 -> "";
      case 7 -> name();
      case 8 -> "\"\\\u0000\u2028\ud800x\udc00";
      case 9 -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> map(depth);
    };
  }
}
