package dev.muster.webhook.convert;

import dev.muster.webhook.convert.Spec.Shape;
import dev.muster.webhook.convert.Spec.Templates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation keeps of an object for the version that its name says: the spec's fields that
 * the other version has no place for, as canonical JSON.
 *
 * <p>Only a text is read that would be written exactly so for this object; every other is its
 * sender's own, and nobody's note.
 *
 * @param rest of the spec
 * @param born whether the object was made in v1beta2
 * @param annotation the object's own annotation of that name, which the note took the place of
 */
record Note(Field rest, boolean born, Field annotation) {
  private static final String ORIGIN = "origin";

  /** What there is no better place for; hardly any object has it. */
  private static final String KEPT = "muster.dev/kept";

  private static final String SPEC = "spec";
  private static final String ANNOTATION = "annotation";

  /** What an annotation says of an object with these templates; empty if it is no note. */
  static Optional<Note> read(Version version, Field annotation, Templates templates) {
    if (!(annotation.value() instanceof String text)) {
      return Optional.empty();
    }
    return CanonicalJson.object(text)
        .flatMap(fields -> note(version, fields, templates))
        .filter(note -> Spec.fits(version, note.rest(), templates))
        .filter(note -> note.isNeeded(version, templates))
        .filter(note -> note.text(version, templates).equals(text));
  }

  private static Optional<Note> note(
      Version version, Map<String, @Nullable Object> fields, Templates templates) {
    boolean born = fields.containsKey(ORIGIN);
    var origin = fields.remove(ORIGIN);
    if (born && !Version.V1BETA2.title().equals(origin)) {
      return Optional.empty();
    }
    var kept = fields.remove(KEPT) instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
    var rest =
        kept.containsKey(SPEC)
            ? Field.in(kept, SPEC)
            : templates.shape() == Shape.NO_SPEC
                ? Field.ABSENT
                : Field.of(completed(version, fields, templates));
    var annotation = Field.in(kept, ANNOTATION);
    boolean isText = !annotation.isThere() || annotation.value() instanceof String;
    return isText ? Optional.of(new Note(rest, born, annotation)) : Optional.empty();
  }

  /** The items are left out of the text where it would say nothing of them. */
  private static Map<String, @Nullable Object> completed(
      Version version, Map<String, @Nullable Object> fields, Templates templates) {
    boolean leftOut =
        version == Version.V1BETA2
            && templates.shape() == Shape.ITEMS
            && !version.items(fields).isThere();
    return leftOut
        ? version.with(fields, version.items(Spec.blank(version, templates).value()))
        : fields;
  }

  /**
   * Whether the other version says too little without it. Without a note, a v1beta1 object was made
   * in v1beta1 and a v1beta2 object in v1beta2.
   */
  boolean isNeeded(Version version, Templates templates) {
    return born == (version == Version.V1BETA2)
        || !rest.equals(Spec.blank(version, templates))
        || read(version, annotation, templates).isPresent();
  }

  /** The annotation's text. */
  String text(Version version, Templates templates) {
    var text = new LinkedHashMap<String, @Nullable Object>();
    var kept = new LinkedHashMap<String, @Nullable Object>();
    if (rest.value() instanceof Map<?, ?> map && mayStandBeside(map.keySet())) {
      text.putAll(shortened(version, map, templates));
    } else {
      rest.put(kept, SPEC);
    }
    annotation.put(kept, ANNOTATION);
    if (born) {
      text.put(ORIGIN, Version.V1BETA2.title());
    }
    if (!kept.isEmpty()) {
      text.put(KEPT, kept);
    }
    return CanonicalJson.text(text);
  }

  private static boolean mayStandBeside(Set<?> names) {
    return !names.contains(ORIGIN) && !names.contains(KEPT);
  }

  private static Map<String, @Nullable Object> shortened(
      Version version, Map<?, ?> rest, Templates templates) {
    boolean saysNothing =
        version == Version.V1BETA2
            && templates.shape() == Shape.ITEMS
            && version.items(rest).equals(version.items(Spec.blank(version, templates).value()));
    return saysNothing ? version.with(rest, Field.ABSENT) : Version.copy(rest);
  }

  /** The names of both annotations. */
  static List<String> annotations() {
    return List.of(Version.V1BETA1.annotation(), Version.V1BETA2.annotation());
  }
}
