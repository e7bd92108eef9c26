package dev.muster.scheduler.kube.convert;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * AppWrappers of the group that MCAD had first. It has one version, with the fields of today's
 * v1beta1, and API servers convert nothing from one group to another. So whoever reads such an
 * object reads it through here, as v1beta2 would tell it, and writes its status through here.
 */
public final class OlderGroup {
  public static final String GROUP = "mcad.ibm.com";
  public static final String VERSION = "v1beta1";
  public static final String API_VERSION = GROUP + "/" + VERSION;

  private static final String SPEC = "spec";
  private static final String STATUS = "status";
  private static final String MCAD = "mcad";

  private OlderGroup() {}

  /**
   * Whether a definition of this group keeps what is written through here: others' definitions tell
   * nothing of it, so that API servers drop it.
   */
  public static boolean isKeptBy(Map<String, ?> definition) {
    for (var version : list(map(definition.get(SPEC)).get("versions"))) {
      if (VERSION.equals(map(version).get("name"))) {
        var schema = map(map(map(version).get("schema")).get("openAPIV3Schema"));
        var status = map(map(schema.get("properties")).get(STATUS));
        boolean apart =
            map(version).get("subresources") instanceof Map<?, ?> parts
                && parts.containsKey(STATUS);
        return apart && map(status.get("properties")).containsKey(Version.V1BETA1.kept());
      }
    }
    return false;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Collections.emptyMap();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** Whether this object is of that group. */
  public static boolean isOf(Map<String, ?> object) {
    return API_VERSION.equals(object.get("apiVersion"));
  }

  /** The object as v1beta2 tells it. It goes on to say of which group it is. */
  public static Map<String, @Nullable Object> read(Map<String, @Nullable Object> object) {
    var read = Converter.converted(object, Version.V1BETA1);
    read.put("apiVersion", API_VERSION);
    if (read.get(SPEC) instanceof Map<?, ?> spec && !(spec.get(MCAD) instanceof Map<?, ?>)) {
      var marked = Version.copy(spec);
      marked.put(MCAD, new LinkedHashMap<>()); // by which it goes by MCAD's rules, as all here do
      read.put(SPEC, marked);
    }
    return read;
  }

  /**
   * A merge patch of the status as v1beta2 has it, as one of this group: MCAD's words are the
   * status there, and today's stand in a field of it. All else in the patch stays.
   */
  public static Map<String, @Nullable Object> statusPatch(Map<String, @Nullable Object> body) {
    if (!(body.get(STATUS) instanceof Map<?, ?> status)) {
      return body;
    }
    var todays = Version.copy(status);
    var mcads = todays.get(MCAD);
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    if (mcads instanceof Map<?, ?> words) { // else nothing of MCAD's is said, nor taken back
      made.putAll(Version.copy(words));
    }
    todays.put(MCAD, null); // where it stood if others had written it
    made.put(Version.V1BETA1.kept(), todays);
    var patch = Version.copy(body);
    patch.put(STATUS, made);
    return patch;
  }
}
