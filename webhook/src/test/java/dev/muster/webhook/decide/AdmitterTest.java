package dev.muster.webhook.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which objects are changed on their way in, and how. */
final class AdmitterTest {
  private static final Facts LED = new Facts(true);
  private static final Map<String, Object> GATE = Map.of("name", "muster.dev/placement");
  private static final Admission UNCHANGED = new Admission(List.of());

  @Test
  void newPodThatIsToBePlacedIsHeld() {
    assertThat(Admitter.admit(creation(pod(Map.of("containers", List.of()))), LED))
        .isEqualTo(new Admission(List.of(new Addition("/spec/schedulingGates", List.of(GATE)))));
  }

  @Test
  void gatesOfOthersStay() {
    var pod = pod(Map.of("schedulingGates", List.of(Map.of("name", "example.com/hold"))));
    assertThat(Admitter.admit(creation(pod), LED))
        .isEqualTo(new Admission(List.of(new Addition("/spec/schedulingGates/-", GATE))));
  }

  @Test
  void emptyOrNullGatesAreAsNone() {
    var none = new TreeMap<String, @Nullable Object>();
    none.put("schedulingGates", null);
    assertThat(Admitter.admit(creation(pod(none)), LED))
        .isEqualTo(new Admission(List.of(new Addition("/spec/schedulingGates", List.of(GATE)))));
    assertThat(Admitter.admit(creation(pod(Map.of("schedulingGates", List.of()))), LED))
        .isEqualTo(new Admission(List.of(new Addition("/spec/schedulingGates/-", GATE))));
  }

  @Test
  void decidingOnWhatCameOfItChangesNothingMore() {
    var other = Map.of("name", "example.com/hold");
    for (var gates : List.of(List.of(GATE), List.of(other, GATE), List.of(GATE, other))) {
      var pod = pod(Map.of("schedulingGates", gates));
      assertThat(Admitter.admit(creation(pod), LED)).isEqualTo(UNCHANGED);
    }
  }

  @Test
  void withNobodyLeadingPodsStartAtOnce() {
    assertThat(Admitter.admit(creation(pod(Map.of())), new Facts(false))).isEqualTo(UNCHANGED);
  }

  @Test
  void podsThatAreNotToBePlacedAreLetAlone() {
    Map<String, @Nullable Object> free =
        Map.of("metadata", Map.of("labels", Map.of("app", "x")), "spec", Map.of());
    assertThat(Admitter.admit(creation(free), LED)).isEqualTo(UNCHANGED);
    assertThat(Admitter.admit(creation(Map.of("spec", Map.of())), LED)).isEqualTo(UNCHANGED);
  }

  @Test
  void podThatNamesItsNodeIsLetAlone() {
    assertThat(Admitter.admit(creation(pod(Map.of("nodeName", "n1"))), LED)).isEqualTo(UNCHANGED);
    assertThat(Admitter.admit(creation(pod(Map.of("nodeName", ""))), LED)).isNotEqualTo(UNCHANGED);
  }

  @Test
  void onlyTheCreationOfPodsIsLookedAt() {
    var pod = pod(Map.of());
    for (var operation : Operation.values()) {
      var request = new AdmissionRequest(operation, "", "pods", "", pod);
      assertThat(Admitter.admit(request, LED).additions().isEmpty())
          .as(operation.name())
          .isEqualTo(operation != Operation.CREATE);
    }
    assertThat(Admitter.admit(of("", "pods", "binding", pod), LED)).isEqualTo(UNCHANGED);
    assertThat(Admitter.admit(of("batch", "jobs", "", pod), LED)).isEqualTo(UNCHANGED);
    assertThat(Admitter.admit(of("example.com", "pods", "", pod), LED)).isEqualTo(UNCHANGED);
  }

  @Test
  void misshapenObjectsAreLeftToTheApiServer() {
    var odd = new ArrayList<@Nullable Object>(Arrays.asList(null, 1L, "x", true, List.of()));
    odd.add(Map.of());
    for (var value : odd) {
      var spec = new TreeMap<String, @Nullable Object>();
      spec.put("spec", value);
      spec.put("metadata", Map.of("labels", Map.of(PlacementGate.LABEL, "exact")));
      var labels = new TreeMap<String, @Nullable Object>();
      labels.put("labels", value);
      var metadata = new TreeMap<String, @Nullable Object>();
      metadata.put("metadata", value instanceof Long ? labels : value);
      assertThat(Admitter.admit(creation(metadata), LED)).isEqualTo(UNCHANGED);
      assertThat(Admitter.admit(creation(spec), LED).additions().isEmpty())
          .isEqualTo(!(value instanceof Map));
      var gates = new TreeMap<String, @Nullable Object>();
      gates.put("schedulingGates", value);
      assertThat(Admitter.admit(creation(pod(gates)), LED).additions().isEmpty())
          .isEqualTo(value != null && !(value instanceof List));
    }
  }

  @Test
  void labelAndGateAreTheOnesThatTheSchedulerKnows() {
    assertThat(PlacementGate.LABEL).isEqualTo(Labels.PLACE);
    assertThat(PlacementGate.GATE).isEqualTo(Labels.GATE);
  }

  private static AdmissionRequest creation(Map<String, @Nullable Object> object) {
    return of("", "pods", "", object);
  }

  private static AdmissionRequest of(
      String group, String resource, String subresource, Map<String, @Nullable Object> object) {
    return new AdmissionRequest(Operation.CREATE, group, resource, subresource, object);
  }

  private static Map<String, @Nullable Object> pod(Map<String, ? extends @Nullable Object> spec) {
    var pod = new TreeMap<String, @Nullable Object>();
    pod.put("metadata", Map.of("labels", Map.of("muster.dev/place", "exact")));
    pod.put("spec", spec);
    return pod;
  }
}
