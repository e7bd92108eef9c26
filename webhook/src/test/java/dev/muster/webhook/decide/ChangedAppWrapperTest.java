package dev.muster.webhook.decide;

import static dev.muster.webhook.decide.WrapperBuilder.custom;
import static dev.muster.webhook.decide.WrapperBuilder.map;
import static dev.muster.webhook.decide.WrapperBuilder.pod;
import static dev.muster.webhook.decide.WrapperBuilder.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of an AppWrapper may change after it was submitted. */
final class ChangedAppWrapperTest {
  private static final String IMMUTABLE =
      "attempt to change immutable field; delete the AppWrapper and create it anew";

  @Test
  void whatIsFreeMayChange() {
    var changed =
        WrapperBuilder.ofJob()
            .spec("suspend", true)
            .label("kueue.x-k8s.io/queue-name", "other")
            .annotation("workload.codeflare.dev.appwrapper/retryLimit", "2");
    assertThat(decided(WrapperBuilder.ofJob(), changed)).isEqualTo(Admission.UNCHANGED);
    assertThat(decided(WrapperBuilder.ofJob(), WrapperBuilder.ofJob()))
        .isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void changeByAnotherUserLeavesTheSubmitter() {
    var old = WrapperBuilder.ofJob();
    old.annotation(SubmitterStamp.ANNOTATION, SubmitterStamp.text(User.named("bob")));
    var now = WrapperBuilder.ofJob().spec("suspend", true);
    now.annotation(SubmitterStamp.ANNOTATION, SubmitterStamp.text(User.named("bob")));
    assertThat(decided(old, now)).isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void submitterCannotBeChanged() {
    for (var label : List.of(SubmitterStamp.USER, SubmitterStamp.USER_ID)) {
      assertThat(
              decided(
                  WrapperBuilder.ofJob().label(label, "a"),
                  WrapperBuilder.ofJob().label(label, "b")))
          .isEqualTo(kept("metadata.labels[\"" + label + "\"]"));
    }
    assertThat(decided(WrapperBuilder.ofJob().stamped(), WrapperBuilder.ofJob()))
        .isEqualTo(kept("metadata.annotations[\"muster.dev/submitter\"]"));
    assertThat(decided(WrapperBuilder.ofJob(), WrapperBuilder.ofJob().stamped()))
        .isEqualTo(kept("metadata.annotations[\"muster.dev/submitter\"]"));
  }

  @Test
  void whoManagesItCannotBeChanged() {
    assertThat(
            decided(
                WrapperBuilder.ofJob(),
                WrapperBuilder.ofJob().spec("managedBy", "kueue.x-k8s.io/multikueue")))
        .isEqualTo(refused("spec.managedBy"));
  }

  @Test
  void wrappedObjectsCannotBeChangedAddedOrLeftOut() {
    var changed = WrapperBuilder.ofJob();
    changed.template(0, job -> map(job, "spec").put("parallelism", 3L));
    assertThat(decided(WrapperBuilder.ofJob(), changed))
        .isEqualTo(refused("spec.components[0].template"));
    assertThat(decided(WrapperBuilder.ofJob(), WrapperBuilder.ofJob().with(pod("p"))))
        .isEqualTo(
            new Admission.Refuse(
                List.of(new Problem("spec.components", IMMUTABLE + " (2, were 1)"))));
    assertThat(decided(WrapperBuilder.ofJob().with(pod("p")), WrapperBuilder.ofJob()))
        .isEqualTo(
            new Admission.Refuse(
                List.of(new Problem("spec.components", IMMUTABLE + " (1, were 2)"))));
  }

  @Test
  void podSetsCannotBeChangedButTheDefaultMayBeWrittenOut() {
    var one = fleet(Map.of("path", "template.spec.ships[0].crew"));
    assertThat(decided(one, fleet(tree("path", "template.spec.ships[0].crew", "replicas", 1L))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(one, fleet(tree("path", "template.spec.ships[0].crew", "replicas", 2L))))
        .isEqualTo(refused("spec.components[0].podSets[0].replicas"));
    assertThat(decided(one, fleet(tree("path", "template.spec.ships[00].crew"))))
        .isEqualTo(refused("spec.components[0].podSets[0].path"));
    assertThat(decided(one, WrapperBuilder.empty().with(custom()).declaring(List.of())))
        .isEqualTo(
            new Admission.Refuse(
                List.of(new Problem("spec.components[0].podSets", IMMUTABLE + " (0, were 1)"))));
  }

  private static WrapperBuilder fleet(Map<String, ?> podSet) {
    return WrapperBuilder.empty().with(custom()).declaring(List.of(new LinkedHashMap<>(podSet)));
  }

  @Test
  void whereItWasSubmittedAndWhatMcadSaysOfItemsCannotBeChanged() {
    var born =
        "attempt to change immutable field; what only v1beta1 has is of AppWrappers submitted in it";
    var old = WrapperBuilder.ofJob().spec("mcad", Map.of("priority", 1L));
    for (var both :
        List.of(Map.entry(old, WrapperBuilder.ofJob()), Map.entry(WrapperBuilder.ofJob(), old))) {
      assertThat(decided(both.getKey(), both.getValue()))
          .isEqualTo(new Admission.Refuse(List.of(new Problem("spec.mcad", born))));
    }
    assertThat(decided(old, WrapperBuilder.ofJob().spec("mcad", Map.of())))
        .isEqualTo(Admission.UNCHANGED);
    var item = WrapperBuilder.ofJob().component(0, "mcad", Map.of("replicas", 1L));
    assertThat(
            decided(WrapperBuilder.ofJob(), WrapperBuilder.ofJob().component(0, "mcad", Map.of())))
        .as("which v1beta1 does not show")
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(item, WrapperBuilder.ofJob().component(0, "mcad", Map.of("replicas", 2L))))
        .isEqualTo(refused("spec.components[0].mcad"));
  }

  @Test
  void whatIsInvalidAlreadyMayBeDeletedAndChangedElsewhere() {
    var old = WrapperBuilder.empty();
    assertThat(decided(old, WrapperBuilder.empty().spec("suspend", true)))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(WrapperBuilder.ofJob().with(pod("p")), deleted().with(pod("p"))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(
            new Admitter(Settings.STANDARD)
                .checkAppWrapper(
                    WrapperBuilder.empty().request(Operation.DELETE, old.build()), Facts.NONE))
        .isEqualTo(Admission.UNCHANGED);
  }

  private static WrapperBuilder deleted() {
    return WrapperBuilder.ofJob().metadata("deletionTimestamp", "2026-01-01T00:00:00Z");
  }

  /** A finalizer could keep it for long, and it is listed with all others. */
  @Test
  void whatIsBeingDeletedKeepsWhatIsWrapped() {
    var old = WrapperBuilder.ofJob();
    assertThat(decided(old, deleted().label("a", "b").annotation("c", "d")))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(old, deleted().with(pod("p"))))
        .isEqualTo(
            new Admission.Refuse(
                List.of(new Problem("spec.components", IMMUTABLE + " (2, were 1)"))));
  }

  private static Admission decided(WrapperBuilder old, WrapperBuilder now) {
    return new Admitter(Settings.STANDARD).checkAppWrapper(now.replacing(old), Facts.NONE);
  }

  @Test
  void whatIsFreeDoesNotGrowBeyondWhatCanBeQueued() {
    var large = List.of(Map.of("labels", Map.of("a", "x".repeat(256 << 10))));
    assertThat(decided(WrapperBuilder.ofJob(), WrapperBuilder.ofJob().spec("podSetInfos", large)))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse -> assertThat(refuse.message()).startsWith("spec: has about 26"));
    var already = WrapperBuilder.ofJob().spec("podSetInfos", large);
    assertThat(decided(already, WrapperBuilder.ofJob().spec("podSetInfos", large)))
        .isEqualTo(Admission.UNCHANGED);
  }

  private static Admission kept(String path) {
    var text =
        "attempt to change immutable field; Muster writes it: leave it as it is, and out of files";
    return new Admission.Refuse(List.of(new Problem(path, text)));
  }

  private static Admission refused(String path) {
    return new Admission.Refuse(List.of(new Problem(path, IMMUTABLE)));
  }
}
