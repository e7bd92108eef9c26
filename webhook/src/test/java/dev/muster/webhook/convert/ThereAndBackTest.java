package dev.muster.webhook.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever an AppWrapper is, it comes back as it was: {@code -Dmuster.conversions=100000} tries
 * more of them.
 */
final class ThereAndBackTest {
  private static final int OBJECTS = Integer.getInteger("muster.conversions", 20_000);

  @ParameterizedTest
  @EnumSource
  void thereAndBackIsTheSameObject(Version version) {
    for (int seed = 0; seed < OBJECTS; seed++) {
      var object = new Wrappers(seed).any(version);
      var before = CanonicalJson.text(object);
      var there = Wrappers.converted(object, version.other());
      var back = Wrappers.converted(there, version);

      if (!normal(back).equals(normal(object)) || !CanonicalJson.text(object).equals(before)) {
        assertThat(CanonicalJson.text(normal(back)))
            .as("seed %d, by way of %s", seed, CanonicalJson.text(there))
            .isEqualTo(CanonicalJson.text(normal(object)));
        throw new AssertionError("seed " + seed + ": not equal, or changed: " + before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrappedObjectsStandInTheirPlacesInBoth(Version version) {
    for (int seed = 0; seed < OBJECTS / 10; seed++) {
      var object = new Wrappers(seed).any(version);
      var there = Wrappers.converted(object, version.other());

      assertThat(Spec.of(version.other(), Field.in(there, "spec")).templates())
          .as("seed %d", seed)
          .isEqualTo(Spec.of(version, Field.in(object, "spec")).templates());
    }
  }

  /** Else API servers take the object for broken, and with it every list that has it. */
  @ParameterizedTest
  @EnumSource
  void annotationsAreStrings(Version version) {
    for (int seed = 0; seed < OBJECTS / 10; seed++) {
      var there = Wrappers.converted(new Wrappers(seed).any(version), version.other());

      if (Wrappers.metadataOf(there).get("annotations") instanceof Map<?, ?> annotations) {
        assertThat(annotations.values()).as("seed %d", seed).allMatch(String.class::isInstance);
      }
    }
  }

  /** No annotations are no annotations, however they are written: so API servers see it. */
  private static Map<String, @Nullable Object> normal(Map<String, @Nullable Object> object) {
    var normal = Version.copy(object);
    var metadata = Wrappers.metadataOf(normal);
    var annotations = metadata.get("annotations");
    if (annotations == null || annotations.equals(Map.of())) {
      metadata.remove("annotations");
    }
    normal.put("metadata", metadata);
    return normal;
  }
}
