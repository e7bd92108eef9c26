package dev.muster.scheduler.kube.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AppWrappers of the group that no API server converts. */
final class OlderGroupTest {
  private static final int OBJECTS = 2_000;

  @Test
  void isReadAsTheSameObjectOfTodaysGroupIsConverted() {
    for (int seed = 0; seed < OBJECTS; seed++) {
      var object = new Wrappers(seed).submitted(Version.V1BETA1);
      var converted = Version.copy(Wrappers.converted(object, Version.V1BETA2));
      converted.put("apiVersion", "mcad.ibm.com/v1beta1");
      var older = Version.copy(object);
      older.put("apiVersion", "mcad.ibm.com/v1beta1");
      var before = older.toString();

      assertThat(OlderGroup.isOf(older)).isTrue();
      assertThat(OlderGroup.isOf(object)).isFalse();
      assertThat(OlderGroup.read(older)).as("seed %d", seed).isEqualTo(converted);
      assertThat(older.toString()).as("seed %d: changed on the way", seed).isEqualTo(before);
    }
  }

  @Test
  void whatIsNoObjectAtAllIsReadAsItIs() {
    for (var wrong : List.<Map<String, Object>>of(Map.of(), Map.of("spec", 7, "status", "x"))) {
      assertThat(OlderGroup.read(Version.copy(wrong)))
          .containsAllEntriesOf(wrong.containsKey("spec") ? Map.of("spec", 7) : Map.of());
    }
  }

  @Test
  void statusIsWrittenInMcadsPlaceAndTodaysBesideIt() {
    var todays = Version.copy(Map.of("phase", "Running", "mcad", Map.of("state", "Running")));
    var body = Version.copy(Map.of("metadata", Map.of("resourceVersion", "7"), "status", todays));
    var kept = Version.copy(Map.of("phase", "Running"));
    kept.put("mcad", null);

    assertThat(OlderGroup.statusPatch(body))
        .isEqualTo(
            Map.of(
                "metadata",
                Map.of("resourceVersion", "7"),
                "status",
                Map.of("state", "Running", "v1beta2", kept)));
  }

  @Test
  void patchOfMetadataAloneStaysAsItIs() {
    var body = Version.copy(Map.of("metadata", Map.of("finalizers", List.of("f"))));

    assertThat(OlderGroup.statusPatch(body)).isEqualTo(body);
  }
}
