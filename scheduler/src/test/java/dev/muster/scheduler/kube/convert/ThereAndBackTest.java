package dev.muster.scheduler.kube.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever an AppWrapper is, it comes back as it was: {@code -Dmuster.conversions=100000} tries
 * more of them.
 */
final class ThereAndBackTest {
  private static final int OBJECTS = Integer.getInteger("muster.conversions", 20_000);

  @ParameterizedTest
  @EnumSource
  void whatIsSubmittedComesBackAsItWas(Version version) {
    for (int seed = 0; seed < OBJECTS; seed++) {
      var object = new Wrappers(seed).submitted(version);
      var before = object.toString();
      var there = Wrappers.converted(object, version.other());

      assertThat(Wrappers.converted(there, version))
          .as("seed %d: %s", seed, there)
          .isEqualTo(object);
      assertThat(object.toString()).as("seed %d: changed on the way", seed).isEqualTo(before);
      assertThat(there.get("metadata")).isSameAs(object.get("metadata"));
      assertThat(templates(version.other(), there)).isEqualTo(templates(version, object));
    }
  }

  /**
   * Changes in either version stay. Only what is kept for the other version may come back in
   * another form, and once it has, it stays in that.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatIsChangedInEitherVersionStays(int changes) {
    for (int seed = 0; seed < OBJECTS / changes; seed++) {
      var wrappers = new Wrappers(seed);
      var object = wrappers.submitted(wrappers.version());
      for (int i = 0; i < changes; i++) {
        var version = wrappers.version();
        var changed = wrappers.changed(Wrappers.converted(object, version));
        object = back(changed, version);

        assertThat(own(version, object)).as("seed %d", seed).isEqualTo(own(version, changed));
        assertThat(back(object, version)).as("seed %d", seed).isEqualTo(object);
      }
    }
  }

  private static Map<String, @Nullable Object> back(
      Map<String, @Nullable Object> object, Version version) {
    return Wrappers.converted(Wrappers.converted(object, version.other()), version);
  }

  private static List<?> items(Version version, Map<String, @Nullable Object> object) {
    return object.get("spec") instanceof Map<?, ?> spec
            && version.takeItems(Version.copy(spec)).value() instanceof List<?> items
        ? items
        : List.of();
  }

  private static List<Field> templates(Version version, Map<String, @Nullable Object> object) {
    var templates = new ArrayList<Field>();
    for (var item : items(version, object)) {
      templates.add(
          item instanceof Map<?, ?> map ? Field.in(map, version.template()) : Field.ABSENT);
    }
    return templates;
  }

  /** Without what is kept for the other version. */
  private static Map<String, @Nullable Object> own(
      Version version, Map<String, @Nullable Object> object) {
    var own = Version.copy(object);
    if (object.get("spec") instanceof Map<?, ?> map) {
      var spec = Version.copy(map);
      spec.remove(version.kept());
      if (version.takeItems(spec).value() instanceof List<?> items) {
        var rest = new ArrayList<@Nullable Object>();
        for (var item : items) {
          var fields = item instanceof Map<?, ?> it ? Version.copy(it) : null;
          if (fields != null) {
            fields.remove(version.kept());
          }
          rest.add(fields == null ? item : fields);
        }
        version.putItems(spec, rest);
      }
      own.put("spec", spec);
    }
    return own;
  }
}
