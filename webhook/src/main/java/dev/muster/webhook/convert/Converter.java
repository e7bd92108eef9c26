package dev.muster.webhook.convert;

import dev.muster.webhook.convert.Conversion.Converted;
import dev.muster.webhook.convert.Conversion.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an AppWrapper of one version that of the other: {@code (object, apiVersion) -> Conversion},
 * total and pure. Called by the HTTP face.
 *
 * <p>Goals: what one version says, the other keeps: there and back is the same object, whatever it
 * was and whichever version it was made in; and the wrapped objects, which are nearly all of it,
 * are kept once.
 *
 * <p>Constraints: of the metadata, an API server takes only labels and annotations from a
 * conversion. It tells one that fails to whoever wanted the object, and fails a whole list with it.
 * So nothing fails that an API server could have stored.
 *
 * <p>Algorithm: the spec is taken apart into the wrapped objects and the rest. The wrapped objects
 * go over. The rest of the version that it is made from goes into the annotation {@code
 * muster.dev/}<i>that version</i>; the rest of the version that is wanted comes from the annotation
 * of its name, or is blank. On the way back the same is done with the versions exchanged. An
 * annotation of either name that was not written so stays what it is; where a note needs its place,
 * it moves into the note. The status goes over by {@link Status}; all else stays.
 *
 * <p>Sizes: a note has no limit here, for one that failed would take whole lists with it. The rules
 * on new AppWrappers see to it that an API server can store it.
 *
 * <p>Annotations that are null or an empty object are the same as none, as they are for API
 * servers. Trees no deeper than a thousand levels are expected.
 *
 * <p>Complexity: linear in the rests; the wrapped objects are not gone through.
 */
public final class Converter {
  private static final String ANNOTATIONS = "annotations";

  private final Version from;
  private final Map<String, @Nullable Object> object;
  private final Map<String, @Nullable Object> metadata;

  private Converter(
      Version from, Map<String, @Nullable Object> object, Map<String, @Nullable Object> metadata) {
    this.from = from;
    this.object = object;
    this.metadata = metadata;
  }

  /** The object in that version; neither is changed afterwards, and they share what is the same. */
  public static Conversion convert(Map<String, @Nullable Object> object, String apiVersion) {
    var from = Version.of(object.get("apiVersion"));
    var to = Version.of(apiVersion);
    if (!Version.KIND.equals(object.get("kind")) || from.isEmpty() || to.isEmpty()) {
      return new Refused("only AppWrappers are converted, between v1beta1 and v1beta2");
    }
    if (!(object.get("metadata") instanceof Map<?, ?> metadata)) {
      return new Refused("metadata must be an object");
    }
    var annotations = metadata.get(ANNOTATIONS);
    if (annotations != null && !(annotations instanceof Map<?, ?>)) {
      return new Refused("metadata.annotations must be an object");
    }
    if (annotations instanceof Map<?, ?> map
        && !map.values().stream().allMatch(String.class::isInstance)) {
      return new Refused("metadata.annotations must hold strings");
    }
    return new Converted(
        from.equals(to)
            ? object
            : new Converter(from.get(), object, Version.copy(metadata)).convert());
  }

  private Map<String, @Nullable Object> convert() {
    var to = from.other();
    var annotations =
        metadata.get(ANNOTATIONS) instanceof Map<?, ?> map
            ? Version.copy(map)
            : new LinkedHashMap<String, @Nullable Object>();
    boolean annotated = !annotations.isEmpty();
    // 1 What both versions have, and what is of this one.
    var spec = Spec.of(from, Field.in(object, "spec"));
    var templates = spec.templates();
    // 2 What is of the other one.
    var note = Note.read(to, Field.in(annotations, to.annotation()), templates);
    note.ifPresent(read -> read.annotation().put(annotations, to.annotation()));
    var rest = note.map(Note::rest).orElseGet(() -> Spec.blank(to, templates));
    // 3 What the other one has no place for.
    boolean born = note.map(Note::born).orElse(from == Version.V1BETA2);
    var left = new Note(spec.rest(), born, Field.in(annotations, from.annotation()));
    if (left.isNeeded(from, templates)) {
      annotations.put(from.annotation(), left.text(from, templates));
    }
    if (annotated || !annotations.isEmpty()) {
      var all = annotations.isEmpty() ? Field.ABSENT : Field.of(annotations);
      all.put(metadata, ANNOTATIONS);
    }
    return converted(to, new Spec(rest, templates).whole(to));
  }

  private Map<String, @Nullable Object> converted(Version to, Field spec) {
    var converted = Version.copy(object);
    converted.put("apiVersion", to.apiVersion());
    converted.put("metadata", metadata);
    spec.put(converted, "spec");
    var status = Field.in(object, "status");
    var other = to == Version.V1BETA2 ? Status.toV1beta2(status) : Status.toV1beta1(status);
    other.put(converted, "status");
    return converted;
  }
}
