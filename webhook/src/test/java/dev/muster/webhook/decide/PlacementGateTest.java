package dev.muster.webhook.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which pods are changed on their way in, and how. */
final class PlacementGateTest {
  private static final Question LEADS = new Question.Leads();
  private static final Facts LED = Facts.NONE.with(Map.of(LEADS, Answer.YES));
  private static final Facts ALONE = Facts.NONE.with(Map.of(LEADS, new Answer.No()));
  private static final Map<String, Object> GATE = Map.of("name", "muster.dev/placement");
  private static final Admission UNCHANGED = Admission.UNCHANGED;

  @Test
  void newPodThatIsToBePlacedIsHeld() {
    assertThat(PlacementGate.admit(creation(pod(Map.of("containers", List.of()))), LED))
        .isEqualTo(
            new Admission.Let(List.of(new Addition("/spec/schedulingGates", List.of(GATE)))));
  }

  @Test
  void gatesOfOthersStay() {
    var pod = pod(Map.of("schedulingGates", List.of(Map.of("name", "example.com/hold"))));
    assertThat(PlacementGate.admit(creation(pod), LED))
        .isEqualTo(new Admission.Let(List.of(new Addition("/spec/schedulingGates/-", GATE))));
  }

  @Test
  void emptyOrNullGatesAreAsNone() {
    var none = new TreeMap<String, @Nullable Object>();
    none.put("schedulingGates", null);
    assertThat(PlacementGate.admit(creation(pod(none)), LED))
        .isEqualTo(
            new Admission.Let(List.of(new Addition("/spec/schedulingGates", List.of(GATE)))));
    assertThat(PlacementGate.admit(creation(pod(Map.of("schedulingGates", List.of()))), LED))
        .isEqualTo(new Admission.Let(List.of(new Addition("/spec/schedulingGates/-", GATE))));
  }

  @Test
  void decidingOnWhatCameOfItChangesNothingMore() {
    var other = Map.of("name", "example.com/hold");
    for (var gates : List.of(List.of(GATE), List.of(other, GATE), List.of(GATE, other))) {
      var pod = pod(Map.of("schedulingGates", gates));
      assertThat(PlacementGate.admit(creation(pod), LED)).isEqualTo(UNCHANGED);
    }
  }

  @Test
  void withNobodyLeadingPodsStartAtOnce() {
    assertThat(PlacementGate.admit(creation(pod(Map.of())), ALONE)).isEqualTo(UNCHANGED);
  }

  @Test
  void whetherSomebodyLeadsIsAskedOnlyIfItMatters() {
    var ask = new Admission.Ask(List.of(LEADS));
    assertThat(PlacementGate.admit(creation(pod(Map.of())), Facts.NONE)).isEqualTo(ask);
    var held = pod(Map.of("schedulingGates", List.of(GATE)));
    assertThat(PlacementGate.admit(creation(held), Facts.NONE)).isEqualTo(UNCHANGED);
    var sent = pod(Map.of("nodeName", "n1"));
    assertThat(PlacementGate.admit(creation(sent), Facts.NONE)).isEqualTo(UNCHANGED);
  }

  @Test
  void podsThatAreNotToBePlacedAreLetAlone() {
    Map<String, @Nullable Object> free =
        Map.of("metadata", Map.of("labels", Map.of("app", "x")), "spec", Map.of());
    assertThat(PlacementGate.admit(creation(free), LED)).isEqualTo(UNCHANGED);
    assertThat(PlacementGate.admit(creation(Map.of("spec", Map.of())), LED)).isEqualTo(UNCHANGED);
  }

  @Test
  void podThatNamesItsNodeIsLetAlone() {
    assertThat(PlacementGate.admit(creation(pod(Map.of("nodeName", "n1"))), LED))
        .isEqualTo(UNCHANGED);
    assertThat(PlacementGate.admit(creation(pod(Map.of("nodeName", ""))), LED))
        .isNotEqualTo(UNCHANGED);
  }

  @Test
  void onlyTheCreationOfPodsIsLookedAt() {
    var pod = pod(Map.of());
    for (var operation : Operation.values()) {
      var request = of(operation, "", "pods", "", pod);
      assertThat(PlacementGate.admit(request, LED).equals(UNCHANGED))
          .as(operation.name())
          .isEqualTo(operation != Operation.CREATE);
    }
    assertThat(PlacementGate.admit(of("", "pods", "binding", pod), LED)).isEqualTo(UNCHANGED);
    assertThat(PlacementGate.admit(of("batch", "jobs", "", pod), LED)).isEqualTo(UNCHANGED);
    assertThat(PlacementGate.admit(of("example.com", "pods", "", pod), LED)).isEqualTo(UNCHANGED);
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
      assertThat(PlacementGate.admit(creation(metadata), LED)).isEqualTo(UNCHANGED);
      assertThat(PlacementGate.admit(creation(spec), LED).equals(UNCHANGED))
          .isEqualTo(!(value instanceof Map));
      var gates = new TreeMap<String, @Nullable Object>();
      gates.put("schedulingGates", value);
      assertThat(PlacementGate.admit(creation(pod(gates)), LED).equals(UNCHANGED))
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
    return of(Operation.CREATE, group, resource, subresource, object);
  }

  private static AdmissionRequest of(
      Operation operation,
      String group,
      String resource,
      String subresource,
      Map<String, @Nullable Object> object) {
    return new AdmissionRequest(
        operation,
        new AdmissionRequest.Resource(group, "v1", resource, subresource),
        "team",
        User.named("ray-operator"),
        object,
        Map.of());
  }

  private static Map<String, @Nullable Object> pod(Map<String, ? extends @Nullable Object> spec) {
    var pod = new TreeMap<String, @Nullable Object>();
    pod.put("metadata", Map.of("labels", Map.of("muster.dev/place", "exact")));
    pod.put("spec", spec);
    return pod;
  }
}
