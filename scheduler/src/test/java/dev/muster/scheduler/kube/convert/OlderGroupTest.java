package dev.muster.scheduler.kube.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
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
      if (converted.get("spec") instanceof Map<?, ?> spec) {
        var marked = Version.copy(spec);
        marked.putIfAbsent("mcad", Map.of());
        converted.put("spec", marked);
      }
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
    var odd = Version.copy(Map.of("spec", 7, "metadata", "x"));
    odd.put("status", "y");
    var read = Version.copy(odd);
    read.put("apiVersion", "mcad.ibm.com/v1beta1");
    read.put("status", Map.of("mcad", "y")); // of MCAD's version, as all that says no other

    assertThat(OlderGroup.read(odd)).isEqualTo(read);
    assertThat(OlderGroup.read(Version.copy(Map.of())))
        .isEqualTo(Map.of("apiVersion", "mcad.ibm.com/v1beta1"));
  }

  @Test
  void goesByMcadsRulesWhateverItSays() {
    var items = Map.of("GenericItems", List.of(Map.of("generictemplate", Map.of("kind", "Job"))));
    for (var spec :
        List.of(
            Map.of("resources", items),
            Map.of("resources", items, "v1beta2", Map.of("suspend", true)),
            Map.of("v1beta2", Map.of()))) {
      var read = OlderGroup.read(Version.copy(Map.of("spec", spec)));
      assertThat(read.get("spec"))
          .as("%s", spec)
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .containsEntry("mcad", Map.of());
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
